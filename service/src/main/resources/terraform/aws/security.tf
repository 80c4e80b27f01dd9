# Network access. EKS adds the cluster security group, which connects nodes and control plane.

# The group of the environment's nodes: database and Redis accept connections from its members only.
# It must not have the tag kubernetes.io/cluster/<name>: Kubernetes expects exactly one group with
# that tag on a node, which is the one that EKS creates.
resource "aws_security_group" "nodes" {
  name        = "${local.name}-nodes"
  description = "Nodes of ${local.name}"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${local.name}-nodes" }
}

# The gateway connects to workers at their pods' addresses, on ports that are assigned when a
# container starts.
resource "aws_vpc_security_group_ingress_rule" "nodes_from_nodes" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "Pods among each other"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.nodes.id

  tags = { Name = "${local.name}-nodes-from-nodes" }
}

# User code runs on the nodes and may call any service; images come from public registries.
resource "aws_vpc_security_group_egress_rule" "nodes_to_anywhere" {
  security_group_id = aws_security_group.nodes.id
  description       = "Registries, AWS, and what the code of users calls"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "${local.name}-nodes-to-anywhere" }
}

# No egress rules: database and Redis open no connections.
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

# The private endpoint is in the cluster's security group, which admits the nodes only. Networks that
# are connected with the VPC are admitted if there is no public endpoint.
resource "aws_vpc_security_group_ingress_rule" "api_from_networks" {
  for_each = local.public_endpoint ? toset([]) : toset(var.cluster.endpoint.allowed_cidrs)

  security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  description       = "Kubernetes API from a connected network"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value

  tags = { Name = "${local.name}-api-from-${each.value}" }
}
