"""Promises in English sentences of ours: will, going to, aim to, should reach you … without what is no promise."""

from __future__ import annotations

import re
from datetime import datetime

from core.care.due import Found, Now
from core.care.due_en import clocks_in_digits, times_en
from core.care.promises_ja import Commitment

_ADVERBS = (
    r"(?:also|then|now|certainly|definitely|gladly|personally|immediately|be sure to|"
    r"make sure to|still|just|of course|absolutely|only|both|all|next|first|most likely|"
    r"probably|likely|hopefully|do our best to|do my best to|try to|try our best to|"
    r"aim to|of course)"
)
_WE = (
    r"(?:i|we|my (?:colleague|team|manager)\w*|our (?:[a-z]+ ){0,3}?[a-z]+|"
    r"the (?:[a-z]+ ){0,2}?(?:team|department|office|surgery|desk|clinic|practice|committee|panel|registry|"
    r"engineers?|developers?|technicians?|"
    r"warehouse|accounts|billing|support|manager|courier|carrier|driver|engineer|"
    r"colleague|workshop|shift|crew|staff|chef|kitchen|doctors?|nurses?|teachers?|receptionist|reception|"
    r"mechanics?|"
    r"fitters?|plumber|electrician|gardener|secretary|lawyers?|shop|garage|branch|store|school|hotel|host|"
    r"council|bank)"
    r"|(?:a|one of our|another) (?:[a-z]+ )?(?:colleagues?|engineers?|"
    r"technicians?|specialists?|member of (?:the|our) team|agents?|courier|driver|"
    r"replacement|manager)|someone(?: from [a-z ]{2,30})?|somebody|(?<=, )who|she|he|they)"
)
_OURS = re.compile(
    rf"\b{_WE}(?: and i| and my team)?(?:'ll| will| shall| won't stop until)\s(?!not\b|"
    rf"never\b|need\b|be (?:happy|glad|delighted|pleased|closed|open|here|able to (?:help|"
    rf"assist) you if|out of|away|unable|in touch if|sorry))(?:{_ADVERBS}\s)*([a-z-]+)"
)
_ELIDED = re.compile(r"\b(?:and|but|then)\s(?:also |then |now )?will\s(?!not\b)(?:[a-z]+ly )?([a-z]+)")
_GIVEN = re.compile(r"\b(?:give|allow|grant|need|takes?|expected|scheduled|booked|wait|up to)\b")
_INTENT = re.compile(
    rf"\b(?:i'm|we're|i am|we are|{_WE} (?:is|are))(?: (?:also|now|currently|still))? (?:going to|"
    rf"planning (?:to|on)|aiming (?:to|for)|hoping to|intending to|due to|scheduled to|"
    rf"expecting to|expecting|set to|about to|on track to|targeting|looking to)\b|"
    rf"\b(?:i|we|{_WE})(?: (?:do|also|fully|currently|now))? (?:plans?|aims?|hopes?|"
    rf"intends?|expects?|promises?|guarantees?|commits?|pledges?|anticipates?)(?: (?:to|"
    rf"that|for|on|having|you|we|i|the|it|your|this|a)\b)|"
    r"\b(?:my|our) (?:plan|aim|goal|target|intention|hope|estimate|best estimate) is\b|"
    rf"\b{_WE} should (?:be able to|have|get)\b|"
    r"\band (?:expect|hope|aim|plan|intend)s? to (?:be|have|finish|complete|restore|fix|send|deliver)\b|"
    r"\byou have my word|\b(?:i|we) (?:can )?(?:promise|assure you|guarantee)\b"
)
_LET_ME = re.compile(
    r"\b(?:let me|allow me to|i need to|i have to|i'd like to|i want to|we need to|"
    r"we have to)\b.{2,90}\b(?:and|before|then|so)\b.{0,20}\b(?:get back|come back|"
    r"let you know|update|follow up|reply|write|confirm|be in touch|call)"
)
_YOURS = re.compile(
    r"\b(?:you(?:'ll| will| should| can expect to| are going to| can expect)|"
    r"expect(?: to)?|you may expect)\s(?:{adv}\s)*(?:receive|have|hear|get|see|"
    r"be (?:the first to (?:know|hear)|refunded|credited|contacted|reimbursed|notified|informed|updated|called|"
    r"able to (?:use|log|access|track|download|see))|find (?:it|the (?:refund|credit|"
    r"money))|it|an? (?:answer|reply|update|e-?mail|call|refund|replacement|confirmation|"
    r"response|decision)|"
    r"our|your|the|delivery|another|us|my|news|that|this|them|confirmation|notification|a)\b".replace(
        "{adv}", _ADVERBS
    )
)
_THING = re.compile(
    r"\b(?:it|they|that|this|everything|both|(?:the|your|a|an|our|this|that|my|these|"
    r"those|all|new|another|each|both|any) (?:[\w#&'-]+ ){0,6}?[\w#&'-]+)(?:'ll| will| should|"
    r" is going to| are going to| is expected to| are expected to| is due to|"
    r" is scheduled to| are scheduled to| is set to| is planned to| is estimated to|"
    r"'s going to)\s"
    r"(?:{adv}\s)*(?:be (?:with you|there|here|gone|working|usable|running|up|starting|finishing|arriving|"
    r"leaving|back|on (?:its|their|the) way|ready|live|fixed|"
    r"refunded|sent|shipped|dispatched|delivered|posted|credited|processed|replaced|"
    r"repaired|resolved|restored|available|online|corrected|credited|issued|completed|"
    r"complete|done|finished|in your|in stock|returned|paid|released|rolled out|cancelled|"
    r"canceled|removed|deleted|updated|reactivated|activated|reinstated|extended|waived|"
    r"applied|added|transferred|in touch|picked up|collected|out\b(?! of)|up and running|"
    r"reimbursed|"
    r"rescheduled|reissued|reshipped|reviewed|investigated|arranged|installed|visible|"
    r"in (?:the|today's|tomorrow's|tonight's|this \w+'s|monday's|tuesday's|wednesday's|thursday's|friday's) "
    r"(?:post|"
    r"mail)|escalated)|arrive|ship|leave|reach|appear|show(?: up)?|go (?:out|live|through|into)|"
    r"land|get to|come (?:back|in|to)|post|follow|take (?:place|effect)|clear|drop|"
    r"reflect|return|start|resume|call|contact|email|write|visit|have|deliver|receive|"
    r"work|send|fix|include|hit)\b".replace("{adv}", _ADVERBS)
)
_SCHEDULED = re.compile(
    r"\b(?:is|are|'s|has been|have been|was|were)(?: (?:now|currently|still|all|"
    r"already))? (?:scheduled|due|expected|planned|booked|estimated|set|slated|on track|"
    r"confirmed|arranged|lined up)(?: (?:for|to|on|in|by|at|with|back|out))?\b|"
    r"\b(?:delivery|arrival|shipping|ship|dispatch|completion|release|due|refund) (?:date|"
    r"time|day) is\b|\b(?:eta|estimate)(?: for [\w ]{2,30})? is\b"
)
_PROGRESSIVE = re.compile(
    rf"\b(?:i'm|we're|i am|we are|{_WE} (?:is|are)) (?:also |now )?(?:send|ship|"
    rf"refund|call|check|issu|mail|post|dispatch|deliver|releas|replac|return|"
    rf"meet|visit|com|pick|fix|deploy|process|transfer|cancel|courier|discuss|"
    rf"escalat|pass|test|arrang)\w*ing\b"
)
_GOES_OUT = re.compile(
    r"\b(?:your|the|it|a|an|our) ?(?:[\w#-]+ ){0,4}(?:is|are|'s) (?:now )?(?:going (?:out|off)|leaving|"
    r"arriving|coming|"
    r"shipping|heading out|being (?:re)?(?:sent|shipped|replaced|delivered|refunded|collected|fixed|issued|"
    r"posted|processed))\b|"
    r"\b(?:your|the|it|our) ?(?:[\w#-]+ ){0,4}(?:ships?|goes out|go out|leaves? (?:us|here|our|the (?:warehouse|"
    r"depot|shop))|"
    r"goes into the post)\b|^(?:[a-z]+ ){1,3}(?:goes|go|ships?|leaves) (?:out|off|today|tomorrow|on)\b"
)
_BARE = re.compile(
    r"^(?:(?:ok|okay|sure|thanks|got it|yes|no problem|noted|understood|cheers|right|great|perfect|"
    r"hi \w+)[,.!]? )?(?:will|gonna)\s(?:also |then |now )?"
    r"(?!be\b|do\b\W*$|you\b|it\b|this\b|that\b|there\b|the\b|we\b|i\b|they\b|not\b|your\b|my\b|any|he\b|"
    r"she\b)[a-z]+"
)
"""`Will check and let you know`: a note without its subject."""
_BUSY = re.compile(
    r"\b(?:i'm|we're|i am|we are) (?:now |also )?(?!looking forward|hoping|being|having|getting|running|"
    r"experienc|clos|wait|"
    r"expect|writ|work|try|go|hear|see|look|receiv|stay|stand|offer|open|mov|miss|ask|wonder|read|hold|deal|"
    r"check|consider)"
    r"[a-z]{2,}ing\b"
)
_SEES_TO = re.compile(r"(?:'ll| will)(?: personally)? see to (?:it|this|that)\b")
_REPORTED = re.compile(
    r"\b(?<!as i )(?<!as we )(?:says|said|tells (?:us|me)|told (?:us|me|you|them)|according to|(?:states|"
    r"claims|reports) (?:that|it)|"
    r"you (?:wrote|mentioned|asked)|were promised|was promised)\b(?! back)"
)
"""What others said, or what was said before: not a word given now."""
_NO_ACT = re.compile(
    r"\b(?:on (?:annual )?(?:leave|holiday|vacation)|out of (?:the )?office|(?:payments?|invoices?|balance|"
    r"fees?|rent|"
    r"amount|deposit)(?: \w+){0,2} (?:is|are|becomes?|falls?) due|(?:delivery|shipping|processing|postage|"
    r"dispatch|repairs?|"
    r"refunds|transfers)(?: \w+){0,2} takes?|(?:booking|reservation|appointment|table|room|seat|place|order|slot)\b"
    r"(?: [\w.,:]+){0,8} (?:is|are) (?:now |all )?(?:confirmed|booked|set)|(?:maintenance|closures?|works?|"
    r"outages?|events?|sales?|"
    r"webinars?|roadworks) "
    r"(?:is|are) (?:planned|scheduled|due))\b"
)
_VOW = re.compile(r"\b(?:expect|look out for|watch (?:out )?for|you have until)\b")
_OFFER = re.compile(
    r"\bif you(?:'d| would)? (?:like|prefer|want|wish|need|have|run into|ever|"
    r"get (?:stuck|lost)|struggle|are stuck|hit|feel|notice|"
    r"decide|still|can't|cannot|do not|don't|are (?:not |un)?(?:happy|satisfied|"
    r"interested)|should|experience|encounter|change|think|find|see)\b|\bif (?:there(?:'s|"
    r" is) anything|anything|any (?:of|other)|that (?:works|suits|would|helps|sounds)|"
    r"this (?:works|suits|would)|not|needed|necessary|required|possible|so|that's ok|"
    r"interested|you'd rather)\b|"
    r"\bif (?!you (?:reply|send|confirm|return|provide|share|let|give|tell|could|can|forward|email|post|"
    r"ship|choose))"
    r".{3,70}\b(?:give us|let us|let me|drop us|contact|call|email|write|get in touch|shout|reply|ring)\b.{0,60}\b"
    r"(?:i|we)(?:'ll| will)\b|"
    r"\bshould you (?:need|have|wish|want|require|prefer|like|decide)|\blet (?:me|"
    r"us) know if\b|\bjust (?:let|reply|say|tell|ask)\b.{0,60}\band (?:i|we)\b|"
    r"\bif (?:we|i) (?:don't|do not|haven't|have not) (?:hear|heard|had|received?|get|got)\b|"
    r"\b(?:feel free|happy to|glad to|pleased to|would be|could also|can also|"
    r"whenever you)\b|\bany time\b|\banytime\b|\bin case you\b|\bwhenever\b"
)
_SILENT = re.compile(
    r"\bif (?:we|i) (?:don't|do not|haven't|have not) (?:hear|heard|had|received?|get|got)\b.{0,40}"
    r"(?:from you|a reply|an answer|your \w+|back)\b"
)
"""`If we don't hear from you by Monday we will close this`: no word given."""
_OUR_CASE = re.compile(
    r"\bif (?:there(?:'s| is| are) (?:any )?(?:delay|change|further|news|update|problem|"
    r"issue|more)|anything changes|it (?:hasn't|has not|does not|doesn't|isn't|is not)|"
    r"(?:we|i) (?:find|need|hear|learn|discover|have|can't|cannot|don't|do not)|"
    r"the (?:courier|carrier|supplier|part|parcel|investigation|warehouse))"
)
_POLICY = re.compile(
    r"\b(?:usually|typically|normally|generally|as a rule|in general|on average|"
    r"standard (?:delivery|shipping)|our policy|by policy|always|every (?:day|week|month|"
    r"monday|friday|order)|each (?:month|week|day|order)|all orders|orders (?:over|placed|"
    r"are|ship)|customers (?:who|can|will|receive)|subscriptions? (?:renew|will renew)|"
    r"terms|business hours|office hours|opening hours|monday (?:to|through|-) friday|"
    r"warranty (?:covers|will)|most (?:orders|customers|cases)|automatically renew|"
    r"refunds (?:take|are|usually)|per our|if (?:the |your |no |full )?(?:payment|balance|deposit|"
    r"invoice)\b.{0,40}(?:not|n't|isn)\b.*|will be \w+ automatically|automatically be)\b"
)
_WAITS = re.compile(
    r"\b(?:once|as soon as|when|after|upon|the moment|until|"
    r"following)\b.{0,24}?\b(?:you(?:'ve| have|'d| had)?(?: \w+)? (?:confirm|repl|send|"
    r"sent|return|provid|let|fill|give|tell|approve|choose|chosen|pick|complet|pay|paid|"
    r"sign|get|got|reset|updat|agree|decid|upload|share|forward|ship|post|drop|cancel|"
    r"accept|submit|attach|respond)|"
    r"(?:we|i)(?:'ve| have)? (?:receive|get|got|hear|have|see|"
    r"hold)\w* (?:(?:back )?(?:from|it|them|that|those|this)(?: back|"
    r" from you)?\b(?! (?:the )?(?:warehouse|supplier|team|courier|carrier|manufacturer|"
    r"bank|engineer|finance|accounts|billing|colleague|developer|support))|your|"
    r"the (?:item|return|parcel|package|photo|form|document|signed|goods|payment|old|"
    r"defective|faulty|damaged|original|device|unit|product|information|details|serial)|"
    r"those|a (?:photo|copy|reply))|"
    r"payment (?:clear|arriv|is|has|come)|(?:your|the) (?:payment|reply|return|returned|item|parcel|package|"
    r"photos?|"
    r"confirmation|response|form|answer|approval|details|order number|documents?|"
    r"signature|unit|device|old|faulty|defective|signed|damaged)(?: \w+){0,3}? (?:arrive|"
    r"is|has|reach|come|clear|get|land|are|have|back|been)|receipt of|receiv(?:ing|"
    r"ed) (?:your|the|it)|hearing (?:back )?from you|(?:it|they|that)(?:'s| is|"
    r" are)? (?:arrives?|arrive|back with us|reach(?:es)? us|gets? (?:here|to us|back)|"
    r"is back|been received|been returned|scanned))"
)
_PLEASE_AND = re.compile(
    r"^(?:please|just|could you|can you|kindly|simply|if you (?:send|reply|confirm|return|"
    r"provide|share|let|give|tell|could send|can send|forward|email|post|ship|"
    r"choose)\b).{3,140}?(?:\band\b|,)\s(?:then )?(?:i|we)(?:'ll| will)\b"
)
_NEGATIVE = re.compile(
    r"\b(?:i|we|you|it|they|this|that)(?: will not| won't| cannot| can't| am not able| are not able| shall not)\b"
)
_SOON_DONE = re.compile(r"\b(?:attached|enclosed|below|above|herewith)\b")
_EMPTY_VERBS_TEXT = (
    "need want find notice understand appreciate love like agree miss have see know remember recall be "
    "always never not welcome require wonder hope enjoy do "
)
_EMPTY_VERBS = frozenset(_EMPTY_VERBS_TEXT.split())
_EMPTY_FULL = re.compile(
    r"(?:'ll| will| shall) (?:be happy|be glad|be here|be delighted|be pleased|always|"
    r"never|not|continue to (?:improve|work hard|strive|do our best)|do (?:our|"
    r"my) (?:very )?best\b(?! to)|do (?:everything|whatever|all) (?:i|we) can\b|work hard|"
    r"(?:bear|keep) (?:\w+ ){1,4}in mind|take (?:\w+ ){1,4}(?:on board|to heart|seriously)|"
    r"only (?:hand|give|release|accept|ship|deliver|refund|do|take|be able)|strive|learn from|be sorry|need|"
    r"find|notice|understand|appreciate|hope|see (?:that|"
    r"how|from|why)|know|agree|say|admit|explain (?:below|here)|try to (?:explain|be)|"
    r"answer (?:your questions )?(?:below|in turn|one by one)|"
    r"keep (?:improving|working hard|this in mind|that in mind|your (?:comments?|feedback|"
    r"suggestions?))|take (?:this|that|your (?:comments?|feedback|words)) (?:to heart|"
    r"seriously|on board|into account)|assume|treat|be honest|be frank|be brief|start by|"
    r"make this right$|earn|enjoy)"
)
_DEADLINE = re.compile(
    r"(?:\bby|\bwithin|\bbefore|\bno later than|\bon|\bin|\buntil|\bat the latest|\bover|"
    r"\baround|\bfor|\bnext|\bthis|\bduring|\bearly|\blate|\bat)\s+(?:the\s|about\s|"
    r"around\s|roughly\s|approximately\s|next\s|max(?:imum)?\s|at most\s|under\s|"
    r"the end of\s|the next\s|end of\s|up to\s|this\s|a\s|either\s)*$"
)
_PAST_TIME = re.compile(
    r"(?<!be )\b(?:since|from|dated|of|on|last|placed|ordered|sent|received|wrote|written|"
    r"purchased|bought)\s(?:on\s|of\s|from\s|the\s|"
    r"you sent (?:on )?|you placed (?:on )?)*$"
)
_YOURS_OF = re.compile(r"\b(?:your|the) (?:e-?mail|message|call|order|letter|enquiry|invoice|visit)\s$")
_GOES_ON = re.compile(r",?\s(?:i|we)\b")
"""`after your call today we will …`: the time of what they did."""
_PART_OF = re.compile(r"\b(?:evening|morning|afternoon|night|week|day|end|middle|start|beginning) of (?:the )?$")
_PAST = re.compile(
    r"\b(?:i|we|it|they|you|she|he)(?:'ve| have| has| had|'d)? (?:already |just |"
    r"now )?(?:sent|shipped|refunded|issued|called|checked|spoke|asked|passed|forwarded|"
    r"cancelled|canceled|processed|received|dispatched|updated|fixed|replaced|credited|"
    r"reset|arranged|booked|placed|ordered|wrote|was|were|told|contacted|opened|escalated|"
    r"started|requested)\b"
)
_QUESTION = re.compile(r"\?\s*[\"')]*$")
_SPLIT = re.compile(
    r";\s+|\s[–—-]\s|,?\s(?:and|but|so)\s(?=(?:i|we|you|it|they|the|your|my|our|he|she|"
    r"a|an|once|as soon)(?:'ll|'m|'re)?\b)"
)


_PERSON = re.compile(
    r"(?:\b(?:[Mm]y|[Oo]ur) (?:colleague|manager|supervisor|assistant|technician|engineer),? )?"
    r"\b(?!(?:You|I|We|It|This|That|These|Those|They|The|Your|Our|My|He|She|There|What|Who|Which|Everyone|"
    r"Everything|Nothing|Customers?|Orders?|Refunds?|Guests?|Members?|Please|If|When|Once|As|And|But|So|Then|Will|"
    r"Prices?"
    r"|Deliver(?:y|ies)|Payments?|Invoices?|Tickets?)\b)[A-Z][\w'’.-]*(?: [A-Z][\w'’-]+)*"
    r"(?=(?:'ll| will| is going to) (?:personally |then |also )?(?:call|ring|phone|e-?mail|write|reply|answer|"
    r"contact|visit|"
    r"meet|bring|send|deliver|come|be in touch|be with you|get back|get in touch|follow up|collect|pick|look into|"
    r"take (?:over|"
    r"care)|check|fix|repair|let you|update|confirm|refund|help|drop|give you|sort|handle|deal)\b)"
)
"""A person of ours by name: `Dr Patel will call you`."""
_GLAD_TO_SAY = re.compile(
    r"\b(?:(?:i|we)(?:'m| am|'re| are) )?(?:happy|glad|pleased|delighted) to (?:say|confirm|report|tell you|"
    r"let you know|"
    r"inform you|announce)(?: that)? ",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    r"\b(?:(?:that|the same|the very same) (?:day|morning|afternoon|evening)|by then)\b|\bthen (?:either way|"
    r"at the latest|whatever)|\b(?:write|call|reply|answer|ring|report|decide|update you|let you know) then\b"
)


def commitment_en(sentence: str, now: Now) -> Commitment | None:
    """What an English sentence of ours commits us to; None where to nothing."""
    said = clocks_in_digits(_GLAD_TO_SAY.sub("", _PERSON.sub("he", sentence)).lower())
    if _QUESTION.search(said):
        return None
    times = [t for t in times_en(said, now) if not (t.due is not None and t.due.date() < now.today)]
    waits = bool(_WAITS.search(said) or _PLEASE_AND.search(said))
    offered = bool(_OFFER.search(said)) and not waits and (bool(_SILENT.search(said)) or not _OUR_CASE.search(said))
    chosen: list[Found] | None = None
    place = 0
    for clause in _clauses(said):
        inside = [t for t in times if place <= t.start < place + len(clause)]
        if _promises(clause, said, bool(inside) or bool(times and _SAME_DAY.search(clause)), offered):
            given = (
                times
                if _GIVEN.search(said[:place]) or _SAME_DAY.search(clause)
                else [t for t in times if place <= t.start]
            )
            chosen = inside or chosen or given
        place += len(clause)
    if chosen is None:
        return None
    return Commitment(None if waits else _due(said, chosen), untimed=not times and not waits)


def _clauses(said: str) -> list[str]:
    places = [0, *(m.start() for m in _SPLIT.finditer(said)), len(said)]
    return [said[a:b] for a, b in zip(places, places[1:], strict=False) if a < b]


def _promises(clause: str, said: str, timed: bool, offered: bool) -> bool:
    """Whether a clause commits us to something; `timed` says that it names a time."""
    if _no_promise(clause, said, offered=offered):
        return False
    if _BARE.match(clause) or (timed and _BUSY.search(clause)):
        return True
    if _SEES_TO.search(clause) or (timed and _GOES_OUT.search(clause) and not _PAST.search(clause)):
        return True
    if _INTENT.search(clause) and (timed or not _MERE_HOPE.search(clause)):
        return not _HOPED_OF_THEM.search(clause)
    if _LET_ME.search(clause):
        return True
    hit = _OURS.search(clause) or (_ELIDED.search(clause) if _WE_BEGIN.match(said) else None)
    if hit:
        found_out = timed and hit[1] == "find"
        if hit[1] in _EMPTY_VERBS and not found_out and not (hit[1] in ("have", "do", "be") and _useful(clause, hit)):
            return False
        return (found_out or not _EMPTY_FULL.search(clause)) and not (_SOON_DONE.search(clause) and not timed)
    return _promises_without_us(clause, timed)


def _no_promise(clause: str, said: str, *, offered: bool) -> bool:
    """An offer, a rule for everybody, somebody else's words, or nothing that would be done."""
    if offered or (_POLICY.search(said) and not _ABOUT_THEIRS.search(said)):
        return True
    return bool(_NO_ACT.search(clause) or (_REPORTED.search(clause) and not _I_WILL.search(clause)))


def _promises_without_us(clause: str, timed: bool) -> bool:
    """Commitments whose subject is not we: you will receive, the parcel will be sent, refund by Friday."""
    if _YOURS.search(clause):
        return timed or bool(_YOU_GET.search(clause))
    if timed and (_WILL_BE_DONE.search(clause) or _IN_RELEASE.search(clause)):
        return True
    if _THING.search(clause):
        return timed or bool(_THING_IS_DONE.search(clause))
    if timed and (_SCHEDULED.search(clause) or _PROGRESSIVE.search(clause)):
        return not _PAST.search(clause) or bool(_SCHEDULED.search(clause))
    return timed and bool(_ELLIPSIS.match(clause)) and not _PAST.search(clause)


_WILL_BE_DONE = re.compile(
    r"\b(?:(?:the|your|a|an|our|this|that|my|these|those|all|new|another|each|both|"
    r"any) (?:[\w#&'-]+ ){0,6}?[\w#&'-]+|it|they|"
    r"that|this|everything)(?:'ll| will| should) (?:then |also |now |all )?be (?!closed|charged|billed|locked|"
    r"required|opened|"
    r"asked|suspended|disconnected|needed|limited|expected|invited|debited|deducted|held|used|counted|blocked|"
    r"turned off|shut|"
    r"renewed|affected|lost|based|considered|treated|unavailable)(?:[a-z]+(?:ed|en)|sent|built|cut|made|done|put|"
    r"set|kept|sold|"
    r"brought|paid|met|rebuilt|redone|rewritten|reset)\b|"
    r"\b(?:correction|article|notice|ad|apology|piece)(?:'ll| will) (?:run|appear|go in)\b"
)
"""With a time, whatever will be done in this customer's case."""
_IN_RELEASE = re.compile(
    r"\b(?:fix|change|correction|feature|patch|it|that|this)(?:'s| is| are) (?:included|coming|part of|"
    r"in)\b.{0,30}\b(?:release|"
    r"update|version|build|sprint|edition)\b"
)
_ABOUT_THEIRS = re.compile(r"\b(?:your (?:order|refund|parcel|case)|i'll|i will)\b")
_I_WILL = re.compile(r"\bi(?:'ll| will)\b")
_MERE_HOPE = re.compile(
    r"\bhope (?:that|you|this|we|the|it)\b|hop(?:e|ing) to (?:see|hear|welcome|serve)|"
    r"expect (?:that|you)|assure you that (?:this|we (?:take|are|value))"
)
_HOPED_OF_THEM = re.compile(
    r"\bhope(?:s)? (?:this|that|you|it)\b|(?:(?:see|welcome|serve|hear from) you|hear (?:back )?from)\b"
)
_WE_BEGIN = re.compile(rf"(?:{_WE}|i've|we've|i'm|we're)\b")
_YOU_GET = re.compile(
    r"you(?:'ll| will) (?:\w+ )?(?:receive|hear|be the first to (?:know|hear)|get (?:a|an|your|the|it|another)|"
    r"be (?:refunded|credited|contacted|notified|informed))"
)
_THING_IS_DONE = re.compile(
    r"(?:'ll| will) (?:\w+ )?(?:be (?:reactivated|reinstated|resent|reshipped|sent|"
    r"shipped|dispatched|refunded|replaced|credited|"
    r"fixed|repaired|processed|corrected|issued|restored|updated|returned|"
    r"reviewed)|ship|contact|call|get back|follow)"
)
_ELLIPSIS = re.compile(
    r"\s*(?:should (?:be (?:with you|there|ready|back)|arrive|reach you|get to you|have (?:it|that|this))|"
    r"give (?:me|us) (?:until|till|"
    r"a|an|another|\d)|will|expect|shall|more|an? (?:update|answer|reply)|refund|replacement|delivery|shipping|"
    r"back to you)\b"
)


def _useful(clause: str, hit: re.Match[str]) -> bool:
    """`will have it ready`, `will do that`, `will be in touch` commit to something."""
    rest = clause[hit.end(1) :]
    if hit[1] == "be":
        return not re.match(
            r"\s(?:happy|glad|here|delighted|pleased|sorry|closed|open|able to (?:help|"
            r"assist) (?:you )?(?:if|with any)|honest|brief)",
            rest,
        )
    if hit[1] == "do":
        return not re.match(r"\s(?:our|my|everything|all|whatever)\b", rest) or bool(
            re.match(r"\s(?:our|my)(?: very)? best to\b", rest)
        )
    return True


_LONGER_BY = re.compile(
    r"\b(?:extend|postpone|prolong|lengthen|shorten|delay|push|pause)\w*\b.{0,40}\b(?:by|for)(?: the)?\s$"
)
"""`extend your trial by two weeks`: how long, not until when."""


def _due(said: str, times: list[Found]) -> datetime | None:
    """The time that the promise hangs on: the last one that is marked as a limit, else the last."""
    times = [
        t
        for t in times
        if (not _PAST_TIME.search(_PART_OF.sub(" ", said[: t.start])) or _DEADLINE.search(said[: t.start]))
        and not _LONGER_BY.search(said[: t.start])
        and not (_YOURS_OF.search(said[: t.start]) and _GOES_ON.match(said, t.end))
    ]
    marked = [t for t in times if _DEADLINE.search(said[: t.start])]
    chosen = marked or times
    return chosen[-1].due if chosen else None
