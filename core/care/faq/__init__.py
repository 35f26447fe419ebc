"""Public answers: canned responses marked `public: yes` as a site, and what is asked often and not answered there."""
