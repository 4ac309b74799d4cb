"""What ran when: reads the event records of the machine.  ``design/profile.md`` says what they are and what is made of them."""
