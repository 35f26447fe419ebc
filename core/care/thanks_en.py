"""What is said in English mail that thanks and nothing more: gratitude, taking note, success, praise, good wishes.

Three tables. SETTLED are turns of phrase that ask nothing although a word in them could ("please close the ticket").
ADDS is what makes a mail more than thanks: a question, a request, a wish, trouble, news, a condition. KIND are the
words one of which every clause must have.
"""

from __future__ import annotations

import re

from core.care.word_table import WordTable

_I = re.IGNORECASE
SETTLED = WordTable(
    r"(?:please |you (?:can|may) |feel free to |happy (?:for you )?to )(?:now |go ahead and )?(?:close|mark|archive)"
    r" (?:\w+ ){0,3}(?:ticket|case|issue|request|resolved|solved|closed|it|"
    r"this)\b(?: as (?:resolved|solved|closed))?|"
    r"please (?:pass (?:on|along)|give|thank|say (?:thanks|thank)|extend|convey|tell \w+ (?:thanks|thank))\b"
    r"(?: my| our| on)?(?: \w+){0,3}|(?:please )?(?:don't|do not|no need to) (?:reply|respond|bother|worry|trouble|"
    r"apologi[sz]e|answer)\b(?: \w+){0,4}|no need for (?:a|any) (?:reply|answer|response)|"
    r"(?:can|could)(?:n't|not| not) (?:thank you enough|be (?:happier|better|more \w+)|have been (?:\w+er|more \w+|"
    r"better)|ask for (?:more|better)|fault)|(?:won't|will not) hesitate to (?:recommend|order|use)|"
    r"not a problem(?: at all)?|no (?:problem|worries|trouble|rush|harm done|probs?|"
    r"bother|hard feelings)(?: at all)?|"
    r"(?:problem|issue|error|bug|mystery|case|all|everything) (?:is |was |has been |now |all )*"
    r"(?:solved|fixed|sorted|resolved|closed|gone|cleared up)|(?:solv|fix|sort|resolv|clear)\w*(?: up| out)?"
    r" (?:the|my|our|this|that|all(?: my| the)?) (?:problem|issue|error|matter|bug|confusion|question)s?|"
    r"(?:the|my|our) (?:problem|issue|error|bug) (?:has |is )?(?:gone|disappeared|went away|no longer \w+)|"
    r"no (?:further|more|other) (?:questions?|issues?|problems?|complaints?|help|action)(?: (?:needed|required|"
    r"from (?:me|us|my side|our side)))?|nothing (?:else|further|more|to add)(?: \w+){0,3}|have nothing to add|"
    r"(?:the|my|our|your) (?:refund|replacement|credit|money|exchange|return|cancellation|change|reset|new one)"
    r" (?:has |have |was |is |just |now |been |already )*(?:come through|came through|arrived|received|landed|"
    r"gone through|went through|worked|done|complete\w*|confirmed|there|in my account|safely)|"
    r"(?:thank you|thanks)(?: very much| so much| again)? for (?:the|your|my|issuing the|making the) (?:\w+ )?"
    r"(?:refund|replacement|change|exchange|credit|call|help with \w+)(?! code)|"
    r"(?:received|got|have) (?:the|my|our|your) (?:\w+ )?(?:refund|replacement|money|credit|parcel|order|invoice)"
    r"(?: back)?|got my money back|just (?:a note |writing |wanted |a quick (?:note|line) )?to say(?: that)?|"
    r"(?:was|were) (?:my|our) (?:own )?(?:mistake|fault|error|firewall|router|side|bad|end|misunderstanding)|"
    r"(?:my|our) (?:own )?(?:mistake|fault|error|bad|apologies|misunderstanding)|sorry (?:to (?:have )?(?:bother|"
    r"trouble)\w*|for (?:the|any|all the|my|bothering|troubling|causing)) ?(?:\w+ ){0,4}|false alarm|never mind|"
    r"(?:i|we)(?: had| have|'ve|'d)? (?:just )?(?:misread|misunderstood|overlooked|missed that|"
    r"hadn't seen|didn't see)\b(?: \w+){0,8}|exactly what (?:i|we) (?:need|want|was looking|were looking)\w*|"
    r"everything (?:i|we) (?:need|want)\w*|if i (?:may|could) say so|(?:up and |back )?running again|"
    r"(?:work|log|connect|load|open|print|sync|sign|run)\w*(?: in| fine)? again(?=\s*(?:now|fine|[,.!;:-]|$))|"
    r"(?:order|buy|shop|book|come|visit|be back|stay|use you|see you|thanks|thank you|appreciated|cheers)"
    r"(?: \w+){0,4} again(?: soon)?|can (?:now )?(?:log|see|access|open|use|print|sign|connect|download|hear|breathe|"
    r"finally)(?: \w+){0,4}|(?:can't|cannot|can hardly) wait (?:to|for)\b(?: \w+){0,8}|"
    r"(?:i'll|i will|happy to|can|glad to) "
    r"wait|(?:answers|answered) (?:my|our|all my|the|all of my) questions?|best wishes|"
    r"i (?:\w+ )?(?:won't|will not) need anything (?:else|more)|yet another (?:great|good|perfect)\w*"
)
"""Nothing is asked in these; a clause that holds one is KIND."""
ADDS = WordTable(
    r"\?|\b(?:but|however|except|although|though|unfortunately|sadly|still|yet|unless|until|till|instead|rather|"
    r"also|another|otherwise|by the way|btw|ps|one (?:more|other|last|small|quick|thing|remark|note|question)|"
    r"next (?:question|time|issue)|second (?:one|issue|question|thing|problem)|"
    r"other (?:issue|question|half|thing|one)|"
    r"not|never|nor|cannot|can't|cant|won't|wont|don't|dont|doesn't|doesnt|didn't|didnt|isn't|isnt|wasn't|aren't|"
    r"haven't|havent|hasn't|couldn't|wouldn't|shouldn't|nothing|nobody|no longer|none|without|"
    r"please|pls|plz|(?<!you )(?<!very )(?<!most )kindly|could (?:you|we|i)|can (?:you|"
    r"we)|would you|will you|may i|can i|"
    r"(?:i|we)(?:'d| would) (?:like|love|prefer|appreciate|be (?:grateful|thankful|"
    r"happy if|glad if)|rather|want|need)|"
    r"would be (?:nice|great|good|appreciated|helpful|handy|useful|better|"
    r"lovely)(?! thank)|would (?:also )?appreciate|"
    r"(?:i|we) (?:need|want|wish|request|require|hope|expect|wonder|suggest|propose|think we should|must ask)|"
    r"hop(?:e|ing) to (?:hear|get|receive|see)|wondering|(?:just|was|am|only) checking|"
    r"did you|in advance|in anticipation|disagree|insist|"
    r"(?<!in )(?<!within )(?<!just )(?<!only )(?:two|three|four|five|six|\d+) (?:days|"
    r"weeks|months|hours)|advise|expedite|asap|urgent\w*|"
    r"let (?:me|us) know|let's|tell me|inform me|keep (?:me|us) (?:informed|updated)|get back to|revert|reply would|"
    r"(?:hear|hearing) from you|(?:would|will) be (?:much |greatly |very |really |"
    r"highly )*appreciated|forward to (?:your|a|an|the) (?:\w+ )?(?:reply|response|answer|"
    r"call|solution|news|"
    r"update|feedback)|appreciate your (?:prompt|immediate|urgent|early|swift) (?:action|"
    r"attention)|(?:prompt|early|quick|"
    r"swift|fast) (?:reply|response|answer) (?:would|will|is)|wait(?:ing|ed)?|"
    r"follow(?:ing)? up|any (?:news|update|chance|"
    r"idea)|call me|ring me|send (?:me|it|us|the|a)|ship it|put me down|give me a|go ahead|go with|option [a-z]\b|"
    r"proceed|cancel\w*|change|swap|unsubscribe|refund me|money back|return it|upgrade|downgrade|switch|"
    r"(?:will|going to) (?:decide|think|discuss|consider|report back|get back)|i(?:'ll|"
    r" will) (?:take|have|think|consider|decide|get back|contact|need|send|call|discuss)|"
    r"we(?:'ll| will) "
    r"(?:take|think|consider|decide|get back|discuss|need|send|go)|(?:is|are|was|were) attached|attached|attachment|"
    r"(?:find|see|here is|here are|here's)(?: the)? (?:attached|enclosed|my|the|below)|screenshot|enclosed|below|"
    r"my (?:new )?(?:address|order(?: number| no)?|account|number|phone|name|email|serial|card|password)\b|"
    r"(?:order|serial|tracking|invoice|account|customer|reference) (?:number|no\.?|id) is|reach me|suits?|prefer\w*|"
    r"wrong|missing|broken|broke|damaged|crushed|dented|scratched|error\w*|denied|fail\w*|"
    r"fault\w*|problem\w*|issues?|"
    r"trouble|slow\w*|crash\w*|expired|corrupt|invalid|confus\w*|unclear|late|delay\w*|lost|losing|ruin\w*|shame|"
    r"short|leak\w*|squeak\w*|flicker\w*|noisy|stopped|stuck|declined|declin\w*|twice|came back|comes back|(?:same|"
    r"again) (?:problem|error|today|this)|again|too (?:\w+)|typo|spelt|spelled|only (?:one|two|three|half|part)|"
    r"if|when (?:will|can|do|does|is|are|should)|how (?:do|does|can|long|much|many|about|"
    r"come)|where (?:do|is|can|are)|"
    r"who (?:pays|is|can|do)|what (?:about|if|do|is|are|does)|why|whether|"
    r"deliver (?:it|after|to)|(?:have|'ve) tried|tried (?:that|it|this|everything|"
    r"all) (?:already|too)|would have|(?:i|we)'d have|would help|a wish\b|give up|"
    r"given up|anyway|for nothing|"
    r"yes please|(?:pay|charge|bill)(?:s|ed)? (?:\w+ )?(?:twice|too|more)|weeks? (?:of|"
    r"late|now)|by (?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day|deadline|elsewhere|worst|honestly the|"
    r"\d{5,}|[a-z]{0,4}-?\d{3,}-\w+|https?:|www\.)\b|\S+@\S+"
)
"""Somebody asks, wants, reports or tells something."""
KIND = WordTable(
    r"\b(?:thanks?|thank(?:s|ing|ful\w*)|thank you|thankyou|thnx|thnks|thanx|thx|tnx|tysm|ty|tyvm|ta|cheers|merci|"
    r"danke|gracias|arigatou?|appreciat\w*|grateful\w*|gratitude|obliged|bless\w*|kudos|"
    r"ok(?:ay|ey|ie)?|k|kk|got it|gotcha|noted|understood|understand|received|receipt|acknowledge\w*|roger|will do|"
    r"sounds? (?:good|great|perfect|fine|like a plan)|fine|alright|all right|agreed|makes? (?:perfect |more |total )?"
    r"sense|i see|confirm(?:ed|ing)|good to know|all good|sure|yes|yep|yeah|yup|right|fair enough|clear|of course|"
    r"see you|speak soon|talk soon|take your time|as (?:discussed|agreed|planned)|"
    r"work(?:s|ed|ing)?|fix(?:ed|es)?|solv(?:ed|es)|resolv(?:ed|es)|sort(?:ed|s|ing)|"
    r"arriv(?:ed|es)|turned up|picked up|collected|over the moon|chuffed|"
    r"delivered|came (?:through|today|this morning|yesterday)|come through|(?:is|are|'s|'re) (?:back|up|here|in)\b|"
    r"did the trick|does the trick|done|all set|up and running|opens?|loads?|found it|figured (?:it )?out|"
    r"managed (?:to|it)|back (?:up|online|in)|in perfect (?:condition|order)|as good as new|like a charm|a treat|"
    r"great|perfect\w*|excellent|wonderful\w*|lov(?:e|es|ed|ing|ely)|brilliant\w*|amazing\w*|awesome|fantastic\w*|"
    r"superb|super|best|star|stars|legend|hero\w*|life ?saver|kind(?:ness|ly)?|helpful|"
    r"helped|your help|the help|patien(?:t|ce)|happy|"
    r"happier|pleased|pleasure|glad|delighted|thrilled|impress\w*|satisf\w+|recommend\w*|beautiful\w*|delicious|"
    r"gorgeous|nice(?:st|ly)?|cool|good|well done|relie(?:f|ved)|made (?:my|our) (?:day|week|year|life)|rock|rocks|"
    r"quick\w*|fast|prompt\w*|swift\w*|friendl\w+|professional\w*|wow|yay|hooray|hurray|phew|fab|ace|bravo|"
    r"top[- ]notch|first[- ]class|spot on|exceeded|enjoy\w*|comfortable|"
    r"have a|wish(?:ing)? (?:you|everyone|the|all)|merry|happy|enjoy|take care|"
    r"stay (?:safe|well|healthy)|keep (?:it )?up|good luck|"
    r"all the best|bye|goodbye|you too|same to you|likewise|"
    r"sorry|apologi\w+|looking forward|look forward|can't wait|will (?:try|give|keep|"
    r"definitely|be back|test|check it)|"
    r"(?:i'll|we'll|i will|we will) (?:try|give|keep|pass|tell|share|spread|remember|bear|"
    r"see|enjoy|look|watch|read|use|have a (?:look|read|go|try)|definitely|be back|"
    r"be sure|do|make sure|follow|"
    r"check it out|be there|see you))\b|"
    r"[👍🙏❤♥😊😀😄😁🙂☺🎉💯👌🙌😍🥰🤗💐🌸✨😃🫶]|:-?\)|\bx+$|^✓|✓"
)
"""Gratitude, taking note, success, praise, good wishes, an apology, a farewell."""
THANKS = WordTable(
    r"\b(?:thank\w*|thnx|thnks|thanx|thx|tnx|tysm|ty|tyvm|ta|cheers|merci|danke|gracias|arigatou?|appreciat\w*|"
    r"grateful\w*|gratitude|obliged|bless\w*|kudos)\b"
)
"""Gratitude alone: a mail without it must be short."""
FORMAL = re.compile(
    r"^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|"
    r"day))\b,?(?: [\w.'-]+){0,4},?|(?:kind |best |warm |many )*"
    r"(?:regards|wishes)\b.{0,30}|yours \w+|sincerely\b.{0,30}|best\b.{0,20}|sent from my .*|get outlook .*|"
    r"(?:look|looking) forward\b.{0,60}|please|to whom it may concern|ladies and gentlemen|sirs?|madam|team|all|"
    r"yes|yes,? please|sure|sorry\b.{0,40}|.{0,10}apologies.{0,30})$",
    _I,
)
"""What alone is no thanks: greetings, farewells, an apology."""
PARTS = re.compile(
    r"[.!;:\n()]+\s*|\s+[-–—]+\s+|,\s*(?:and |but |so |then )?(?=(?:i|i'm|i've|i'll|i'd|"
    r"we|we're|we've|we'll|it|it's|"
    r"its|this|that|that's|the|my|our|your|you|they|there|there's|please|can|could|is|are|"
    r"what|where|when|how|who|why|"
    r"although|though|call|send|put|cancel|unsubscribe|ship|now|next|received|not|no|mon|tues|wednes|thurs|fri|satur|"
    r"sunday|attached)\b)|"
    r"\s+(?:and|so) (?=(?:i|i'm|i've|we|it|it's|this|that|the|my|our|you|they|there|please)\b)",
    _I,
)
LIGHT = re.compile(
    r"^(?:(?:[a-z][a-z'.-]{0,14} ?){1,3}|(?:for|with|in|as|from|especially|particularly|including|by|after|just|"
    r"before|when i|once i|after i|since)\b.{0,60})$",
    _I,
)
"""A clause without a word of its own: a name, what a thanks is for."""
