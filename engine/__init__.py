"""Parvis: the generic engine. It knows no city; `processes/`, `forms/` and `themes/` hold the city's words and face.

The map, from the ground up. Imports go down only (tests/test_house.py holds the list).

    errors        every exception, and Problem: a located mistake in a definition
    settings      environment -> one frozen Settings
    trail         a fault -> what the logs may tell of it, without anyone's words
    validation    Cerberus lives here once: (path, code, French sentence)
    duration      « 15 jours ouvrés »: a number and a unit
    holiday       French public holidays, by rule
    calendar      working days, closures, opening hours: what a duration lasts in one city; pure
    french, names how French writes dates and amounts; names typed by people against names that exist
    gsm           how many SMS a text takes
    language      the languages of a city, and texts that know which one they are in
    habits        how other languages write dates and amounts
    chrome        the pages in other languages: catalogues, templates translated
    speech        how a text is written on such a page, French marked
    manual        the pages about codes, and their index
    readability   how hard a French text is to read
    palette       colours and their contrast
    manner        corners, letters and band that a city may choose
    paper         HTML -> a tagged PDF, in a process of its own; QR codes
    geometry      outlines of GeoJSON files, and the one a point falls in
    received/     a file as it arrives: what it truly is, a picture made anew; hostile files are opened apart
    fields/       one question type per file: reads, checks, shows
    definition/   YAML -> blocks -> shape -> rules -> frozen Process and City; conditions; the sandbox of messages
                  expression/ formulas; traps/ French in YAML; translation: the same files in another language
    legs          one pass over a form: each page as it is met, once per instance of a repeated group
    journey       definition + answers -> pages to show, what may be sent
    amended       answers already sent, corrected: what they call for, what they make useless
    routing       which service gets a request, and why
    promise/      by when it must be answered, and why that date
    search/       the catalogue by one's own words: what they are, which of the city they may be
    living        a life cycle lived on paper, for scenarios
    exercised     what the scenarios go through, and what none of them sees
    rehearsal     the scenarios of a file, played
    explain/      a démarche told in one page: words, drawings
    solver        answers that lead to a page, a question, a route
    branches      what no scenario of a file exercises yet, and scenarios made for it
    sketch        a first démarche from six answers
    antivirus     the city's ClamAV daemon
    addresses     the city's source of addresses
    records/      what is remembered: one Tortoise model per file
    channels/     how a notice leaves: mail, SMS, the demo's page
    face, theme   theme.yaml -> a city's face; templates, notices and static files
    checker       one judge of the city's files for every caller
    imports/      what other platforms export -> our files, and a report of every construct
    acts/         the verbs: draft, submit, play, correct, attach, tell; each writes its Event in its own transaction
                  preview and sample: a démarche while it is written, on a database thrown away
    web/          handlers of a few lines; routes.py shows every address
    worker        one beat a minute: due rungs, the outbox, then what can wait (purge, antivirus, copies)
    commands/     what is typed after run.py: one module per subject
"""
