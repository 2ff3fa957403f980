"""Names and places of the demo company; none is a real person's on purpose."""

FIRST = (
    "Ada", "Ahmed", "Aiko", "Amara", "Andrei", "Anna", "Ben", "Bianca", "Carlos", "Chiara", "Chloe",
    "Dalia", "Daniel", "Deepa", "Diego", "Elena", "Elif", "Emeka", "Emil", "Esther", "Fatima",
    "Felix", "Freya", "Gabriel", "Grace", "Hana", "Hugo", "Ibrahim", "Ines", "Ingrid", "Isaac",
    "Ivan", "Jana", "Jonas", "Jun", "Kaia", "Kofi", "Lars", "Layla", "Leo", "Lina", "Lucia",
    "Malik",
    "Maria", "Mateo", "Maya", "Mei", "Mikael", "Mina", "Nadia", "Nils", "Noor", "Olga", "Omar",
    "Oscar", "Paula", "Pavel", "Priya", "Quinn", "Rafael", "Rania", "Ravi", "Rosa", "Ruben", "Sara",
    "Selin", "Simon", "Sofia", "Tariq", "Thea", "Tomas", "Uma", "Vera", "Viktor", "Wei", "Yara",
    "Yusuf", "Zoe",
)  # fmt: skip
LAST = (
    "Abara", "Adler", "Almeida", "Andersen", "Arslan", "Bakker", "Banerjee", "Bauer", "Berg",
    "Bianchi", "Blum", "Castro", "Chen", "Costa", "Dahl", "Demir", "Diallo", "Dubois", "Eriksen",
    "Farah", "Fischer", "Fontaine", "Garcia", "Grau", "Haas", "Haddad", "Hansen", "Horvat", "Ito",
    "Jansen", "Kaya", "Keller", "Khan", "Kim", "Kovac", "Kumar", "Laine", "Lang", "Lopez", "Mbeki",
    "Meyer", "Moreau", "Nagy", "Nakamura", "Novak", "Nowak", "Okafor", "Olsen", "Park", "Petrov",
    "Popescu", "Rao", "Rossi", "Sato", "Schmid", "Silva", "Sorensen", "Tanaka", "Toth", "Varga",
    "Vega", "Virtanen", "Vogel", "Wagner", "Weiss", "Yilmaz", "Zeman", "Zhang",
)  # fmt: skip
PLACES = (
    ("Europe/Berlin", ("en", "de")),
    ("Europe/Berlin", ("de", "en")),
    ("Europe/Madrid", ("en", "es")),
    ("Europe/Paris", ("en", "fr")),
    ("Europe/Warsaw", ("en", "pl")),
    ("Europe/Lisbon", ("en", "pt")),
    ("Europe/Istanbul", ("en", "tr")),
    ("Asia/Kolkata", ("en", "hi")),
    ("America/New_York", ("en",)),
    ("Asia/Singapore", ("en", "zh")),
)
"""Time zone and languages."""
