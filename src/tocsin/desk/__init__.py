"""The desk: pages for the staff, in a process, with cookies and at an address of its own (`tocsin serve --desk`)."""
