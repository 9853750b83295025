"""Who gets which alert, and when.

*New* action: members who wish for such cases. *Update*, also a correction or a reissue: those who wrote on the case;
those who wish for all further information, if they wish for such cases or got an earlier alert of this one; and those
who were to get the edition before and had not when this one took its place. *Stop* and *outcome*: those who got an
alert of the case or wrote on it, at once, whatever their cap and rhythm; only not those whom the case's own notice to
its writers tells, nor those who got a stop already.

In all of these a member must be active and not pausing. New actions and updates keep to the monthly cap and the weekly
rhythm: who has to wait gets a turn (`turns.py`, `digests.py`).
"""
