"""Whatever has a stream of its own: its id is the same in the graph, in HTTP and on the topics."""

import strawberry


@strawberry.interface(description="Anything with a stream of its own; `id` is the stream's.")
class Node:
    id: strawberry.ID
