"""Codes of agents: language models that talk."""

from flowrunner.flow.lint.manual.entry import Entry

ENTRIES = (
    Entry(
        code="unknown-tool",
        severity="error",
        summary="an agent may use a tool that the file does not describe",
        why="A tool is a web request with a name, described once under `tools` at the top of the file, and used by "
        "as many agents as may.",
        bad="""\
tools:
  order_status:
    about: Looks up where an order is.
    needs: {order_id: digits}
    request: GET https://shop.example/api/orders/{{ order_id }}
states:
  questions:
    agent: You are the phone helper of Acme Shop.
    tools: [order_state]
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
        good="""\
tools:
  order_status:
    about: Looks up where an order is.
    needs: {order_id: digits}
    request: GET https://shop.example/api/orders/{{ order_id }}
states:
  questions:
    agent: You are the phone helper of Acme Shop.
    tools: [order_status]
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
    ),
    Entry(
        code="missing-knowledge",
        severity="warning",
        summary="a file that an agent should know is not there",
        why="The line works, and the agent answers without it: from what the model has read somewhere, or not at all. "
        "Knowledge is plain text (UTF-8) in a file beside the flow, or in a folder beside it.",
        bad="""\
  questions:
    agent: You are the phone helper of Acme Shop. Answer from what you know only.
    knowledge: shop.txt
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
        good="""\
  questions:
    agent: You are the phone helper of Acme Shop. Answer from what you know only.
    knowledge: shop.md
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
        known="We are open every day from ten to eight.\n",
    ),
    Entry(
        code="large-knowledge",
        severity="error",
        summary="an agent knows more than a model can be told at every turn",
        why="All of it, 60 KB at most, is sent with each turn: more makes the caller wait, costs money and is read "
        "badly. What is looked up by a name or a number, such as an order or a stock list, is the work of a tool.",
        bad="""\
  questions:
    agent: You are the phone helper of Acme Shop. Answer from what you know only.
    knowledge: shop.md
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
        good="""\
tools:
  article:
    about: Tells the price of an article and whether there is any left.
    needs: {article: text}
    request: GET https://shop.example/api/articles?name={{ article }}
states:
  questions:
    agent: You are the phone helper of Acme Shop. Answer from the tools only.
    tools: [article]
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye, otherwise: operator}
""",
        known="Article 4711 costs 12 dollars, and there are plenty.\n" * 1200,
    ),
)
