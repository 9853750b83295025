"""The public face: pages that anybody may read, made from PublicRecord, Rendition and VerifyingKey and nothing else.

headers.py    the headers of every answer
tongues.py    in which language somebody reads
published.py  the questions to the database
pages.py      pages kept ready, and how one is answered
lists.py, action/, checking.py, about.py   one page each: a typed context, made of plain values
errors.py     what is said where there is no page
"""
