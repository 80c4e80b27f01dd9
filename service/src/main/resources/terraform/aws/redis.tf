resource "aws_elasticache_subnet_group" "this" {
  name        = local.name
  description = "Private subnets of ${local.name}"
  subnet_ids  = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
}

resource "aws_elasticache_parameter_group" "this" {
  name        = local.name
  description = "Redis of ${local.name}"
  family      = "redis${split(".", var.redis.engine_version)[0]}"

  # Beta9's gateway subscribes to changes and expiry of keys.
  parameter {
    name  = "notify-keyspace-events"
    value = "AKE"
  }

  # Holds the metadata of Beta9's file system: reject writes rather than evict files.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = local.name
  description          = "Redis of Beta9 environment ${var.environment_id}"
  engine               = "redis"
  engine_version       = var.redis.engine_version
  node_type            = var.redis.node_type
  port                 = local.redis_port

  # One shard: the scripts of Beta9's scheduler use keys that a cluster would distribute over several
  # shards.
  cluster_mode               = "disabled"
  num_cache_clusters         = 1 + var.redis.replicas
  automatic_failover_enabled = var.redis.replicas > 0
  multi_az_enabled           = var.redis.replicas > 0

  parameter_group_name = aws_elasticache_parameter_group.this.name
  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.redis.id]

  at_rest_encryption_enabled = true
  kms_key_id                 = aws_kms_key.this.arn
  transit_encryption_enabled = true
  auth_token                 = local.redis_secret["auth_token"]
  # Version 6 of the provider has no default.
  auth_token_update_strategy = "ROTATE"

  # Protects the file system's metadata. The snapshots are deleted with the group.
  snapshot_retention_limit = 7

  auto_minor_version_upgrade = true
  apply_immediately          = true

  tags = { Name = local.name }

  # ElastiCache does not return the token, so an update after an import sends it once more, together
  # with its strategy. It must not be ignored: the provider would send an empty one. There is no
  # timeouts block: the provider's defaults (60 minutes to create, 40 to update, 45 to delete) suffice.
}
