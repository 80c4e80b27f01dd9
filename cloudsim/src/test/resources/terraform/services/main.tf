# What an environment has on its network: a database, a cache, a cluster with nodes and add-ons.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "round" {
  type    = string
  default = "first"
}

provider "aws" {
  default_tags {
    tags = { "beta9:environment-id" = "env_0123456789ab" }
  }
}

resource "aws_vpc" "main" {
  cidr_block           = "10.42.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.42.0.0/16", 4, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_security_group" "database" {
  name   = "t-database"
  vpc_id = aws_vpc.main.id
}

resource "aws_kms_key" "main" {
  deletion_window_in_days = 7
}

resource "aws_iam_role" "monitoring" {
  name = "t-monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "monitoring.rds.amazonaws.com" } }]
  })
}

resource "aws_db_subnet_group" "main" {
  name       = "t"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_db_parameter_group" "main" {
  name   = "t"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  parameter {
    name  = "log_min_duration_statement"
    value = var.round == "first" ? "1000" : "500"
  }
  parameter {
    name         = "max_connections"
    value        = "200"
    apply_method = "pending-reboot"
  }
}

ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id = "beta9/t/database"
}

resource "aws_db_instance" "main" {
  identifier                            = "t"
  engine                                = "postgres"
  engine_version                        = "16"
  instance_class                        = "db.t4g.medium"
  allocated_storage                     = var.round == "first" ? 50 : 60
  max_allocated_storage                 = 200
  storage_type                          = "gp3"
  storage_encrypted                     = true
  kms_key_id                            = aws_kms_key.main.arn
  db_name                               = "beta9"
  username                              = "beta9"
  password_wo                           = jsondecode(ephemeral.aws_secretsmanager_secret_version.database.secret_string).password
  password_wo_version                   = 1
  db_subnet_group_name                  = aws_db_subnet_group.main.name
  parameter_group_name                  = aws_db_parameter_group.main.name
  vpc_security_group_ids                = [aws_security_group.database.id]
  multi_az                              = false
  backup_retention_period               = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.main.arn
  performance_insights_retention_period = 7
  enabled_cloudwatch_logs_exports       = ["postgresql"]
  copy_tags_to_snapshot                 = true
  apply_immediately                     = true
  skip_final_snapshot                   = true
  deletion_protection                   = false
  tags                                  = { round = var.round }
}

output "database_host" {
  value = aws_db_instance.main.address
}

output "database_version" {
  value = aws_db_instance.main.engine_version_actual
}

resource "aws_security_group" "cache" {
  name   = "t-cache"
  vpc_id = aws_vpc.main.id
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "t"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_elasticache_parameter_group" "main" {
  name   = "t"
  family = "redis7"
  parameter {
    name  = "maxmemory-policy"
    value = var.round == "first" ? "noeviction" : "allkeys-lru"
  }
  parameter {
    name  = "cluster-enabled"
    value = "no"
  }
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id       = "t"
  description                = "Beta9"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = "cache.t4g.medium"
  num_cache_clusters         = var.round == "first" ? 1 : 2
  automatic_failover_enabled = false
  multi_az_enabled           = false
  parameter_group_name       = aws_elasticache_parameter_group.main.name
  subnet_group_name          = aws_elasticache_subnet_group.main.name
  security_group_ids         = [aws_security_group.cache.id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  auth_token                 = "0123456789abcdef0123456789abcdef"
  snapshot_retention_limit   = 1
  apply_immediately          = true
  tags                       = { round = var.round }

  lifecycle {
    ignore_changes = [auth_token, auth_token_update_strategy]
  }
}

output "redis_host" {
  value = aws_elasticache_replication_group.main.primary_endpoint_address
}

data "aws_iam_policy_document" "trust" {
  for_each = { cluster = "eks.amazonaws.com", nodes = "ec2.amazonaws.com" }
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

resource "aws_iam_role" "main" {
  for_each           = data.aws_iam_policy_document.trust
  name               = "e-${each.key}"
  assume_role_policy = each.value.json
}

resource "aws_iam_role_policy_attachment" "main" {
  for_each = {
    AmazonEKSClusterPolicy             = "cluster"
    AmazonEKSWorkerNodePolicy          = "nodes"
    AmazonEKS_CNI_Policy               = "nodes"
    AmazonEC2ContainerRegistryPullOnly = "nodes"
  }
  role       = aws_iam_role.main[each.value].name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_cloudwatch_log_group" "main" {
  name              = "/aws/eks/t/cluster"
  retention_in_days = 30
}

resource "aws_eks_cluster" "main" {
  name                          = "t"
  role_arn                      = aws_iam_role.main["cluster"].arn
  version                       = "1.33"
  bootstrap_self_managed_addons = false
  enabled_cluster_log_types     = var.round == "first" ? ["api", "audit"] : ["api", "audit", "authenticator"]

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = true
  }
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.main.arn
    }
  }
  upgrade_policy {
    support_type = "STANDARD"
  }
  vpc_config {
    subnet_ids              = aws_subnet.private[*].id
    endpoint_private_access = true
    endpoint_public_access  = true
  }
  depends_on = [aws_cloudwatch_log_group.main, aws_iam_role_policy_attachment.main]
}

resource "aws_iam_openid_connect_provider" "main" {
  url             = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"]
}

resource "aws_launch_template" "nodes" {
  name                   = "t-node"
  update_default_version = true
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 100
      volume_type = "gp3"
      encrypted   = true
    }
  }
  tag_specifications {
    resource_type = "instance"
    tags          = { "beta9:environment-id" = "env_0123456789ab" }
  }
}

resource "aws_eks_node_group" "system" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "system"
  node_role_arn   = aws_iam_role.main["nodes"].arn
  subnet_ids      = aws_subnet.private[*].id
  instance_types  = ["m6i.large"]
  ami_type        = "AL2023_x86_64_STANDARD"
  capacity_type   = "ON_DEMAND"
  version         = aws_eks_cluster.main.version
  labels          = { role = "system", round = var.round }

  scaling_config {
    min_size     = 2
    max_size     = 4
    desired_size = var.round == "first" ? 2 : 3
  }
  update_config {
    max_unavailable = 1
  }
  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }
  taint {
    key    = "dedicated"
    value  = "system"
    effect = "PREFER_NO_SCHEDULE"
  }
}

data "aws_eks_addon_version" "main" {
  for_each           = toset(["vpc-cni", "kube-proxy", "coredns"])
  addon_name         = each.value
  kubernetes_version = aws_eks_cluster.main.version
  most_recent        = true
}

resource "aws_eks_addon" "main" {
  for_each                    = data.aws_eks_addon_version.main
  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = each.value.addon_name
  addon_version               = each.value.version
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
  depends_on                  = [aws_eks_node_group.system]
}

resource "aws_eks_access_entry" "operator" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_iam_role.main["cluster"].arn
}

resource "aws_eks_access_policy_association" "operator" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_eks_access_entry.operator.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
  access_scope {
    type = "cluster"
  }
}

data "aws_eks_cluster_auth" "main" {
  name = aws_eks_cluster.main.name
}

output "security_group" {
  value = aws_eks_cluster.main.vpc_config[0].cluster_security_group_id
}
