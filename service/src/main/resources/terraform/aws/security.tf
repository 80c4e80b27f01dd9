# Who may talk to whom. EKS adds one group of its own, which joins nodes and control plane.

# What makes a machine a node of this environment: the database and Redis let in the members of
# this group and nobody else. It must not bear the tag kubernetes.io/cluster/<name>: Kubernetes
# expects exactly one group with that tag on a node, and EKS has made it.
resource "aws_security_group" "nodes" {
  name        = "${local.name}-nodes"
  description = "Nodes of ${local.name}"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.name}-nodes" }
}

# The gateway reaches workers on the addresses of their pods, at ports that are chosen when a
# container starts.
resource "aws_vpc_security_group_ingress_rule" "nodes_from_nodes" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "Pods among each other"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${local.name}-nodes-from-nodes" }
}

# Users' code runs on the nodes and may call any service; images come from public registries.
resource "aws_vpc_security_group_egress_rule" "nodes_to_anywhere" {
  security_group_id = aws_security_group.nodes.id
  description       = "Registries, AWS, and what users' code calls"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "${local.name}-nodes-to-anywhere" }
}

# No egress rules: neither the database nor Redis opens a connection to anything.
resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "PostgreSQL of ${local.name}"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.name}-database" }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_nodes" {
  security_group_id            = aws_security_group.database.id
  description                  = "PostgreSQL from the nodes"
  ip_protocol                  = "tcp"
  from_port                    = local.database_port
  to_port                      = local.database_port
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${local.name}-database-from-nodes" }
}

resource "aws_security_group" "redis" {
  name        = "${local.name}-redis"
  description = "Redis of ${local.name}"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.name}-redis" }
}

resource "aws_vpc_security_group_ingress_rule" "redis_from_nodes" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Redis from the nodes"
  ip_protocol                  = "tcp"
  from_port                    = local.redis_port
  to_port                      = local.redis_port
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${local.name}-redis-from-nodes" }
}
