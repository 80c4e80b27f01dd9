# The module's logic, with a mocked provider. Its behaviour against AWS is tested with the simulated
# cloud.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment_id   = "env_4f1a2b3c4d5e"
  environment_name = "acme-prod"
  resource_prefix  = "beta9-4f1a2b3c4d5e"
  region           = "us-east-1"
  account_id       = "123456789012"
  partition        = { id = "aws", dns_suffix = "amazonaws.com" }
  tags = {
    "beta9:environment-id" = "env_4f1a2b3c4d5e"
    team                   = "a=b,c"
  }
  network = {
    cidr                 = "10.42.0.0/16"
    availability_zones   = ["us-east-1a", "us-east-1b"]
    public_subnets       = { us-east-1a = "10.42.0.0/20", us-east-1b = "10.42.16.0/20" }
    private_subnets      = { us-east-1a = "10.42.64.0/18", us-east-1b = "10.42.128.0/18" }
    nat_gateway_per_zone = false
  }
  cluster            = { kubernetes_version = "1.33", node_labels = { "acme.example/cost-center" = "4711" } }
  system_nodes       = { instance_type = "m6i.large", min_size = 2, max_size = 3, desired_size = 2, disk_gb = 200 }
  cpu_nodes          = { instance_type = "m6i.2xlarge", min_size = 1, max_size = 3, desired_size = 1, disk_gb = 200 }
  gpu_nodes          = null
  postgres           = { engine_version = "16", instance_class = "db.t4g.medium", storage_gb = 50, multi_az = false, backup_retention_days = 7 }
  redis              = { engine_version = "7.1", node_type = "cache.t4g.medium", replicas = 0 }
  object_store       = { bucket_name = "beta9-4f1a2b3c4d5e", versioning = true, lifecycle_days = null }
  log_retention_days = 30
}

run "small_environment" {
  command = apply

  # Network
  assert {
    condition     = length(aws_subnet.public) == 2 && length(aws_subnet.private) == 2
    error_message = "Two zones have two public and two private subnets."
  }
  assert {
    condition     = keys(aws_nat_gateway.this) == ["us-east-1a"] && length(aws_eip.nat) == 1
    error_message = "The small environment has one NAT gateway, in its first zone."
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.private_nat : route.nat_gateway_id == aws_nat_gateway.this["us-east-1a"].id])
    error_message = "Every private subnet goes out through the one NAT gateway."
  }
  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.map_public_ip_on_launch != true])
    error_message = "Nothing in a private subnet gets a public address."
  }
  assert {
    condition     = alltrue([for eip in aws_eip.nat : startswith(eip.tags.Name, var.resource_prefix)])
    error_message = "The name of an Elastic IP is its Name tag, by which it is found."
  }
  assert {
    condition     = toset(aws_vpc_endpoint.s3.route_table_ids) == toset([for table in aws_route_table.private : table.id])
    error_message = "Every private subnet reaches S3 through the endpoint."
  }

  # Cluster
  assert {
    condition     = !aws_eks_cluster.this.bootstrap_self_managed_addons && aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "With any other value, Terraform would replace an imported cluster."
  }
  assert {
    condition     = toset(aws_eks_cluster.this.vpc_config[0].subnet_ids) == toset([for subnet in aws_subnet.private : subnet.id])
    error_message = "The cluster is in the private subnets only."
  }
  assert {
    condition     = aws_cloudwatch_log_group.cluster.name == "/aws/eks/${aws_eks_cluster.this.name}/cluster" && aws_cloudwatch_log_group.cluster.retention_in_days == 30
    error_message = "The control plane's log group has a retention."
  }
  assert {
    condition     = keys(aws_eks_node_group.this) == ["cpu", "system"] && keys(aws_launch_template.nodes) == ["cpu", "system"]
    error_message = "Without GPU nodes there is no GPU group."
  }
  assert {
    condition     = alltrue([for group in aws_eks_node_group.this : length(group.taint) == 0])
    error_message = "Node groups have no taints: Beta9's workers have no tolerations."
  }
  assert {
    condition = (
      aws_eks_node_group.this["system"].labels == tomap({ "beta9.io/pool" = "system", "acme.example/cost-center" = "4711" }) &&
      aws_eks_node_group.this["cpu"].labels == tomap({ "beta9.io/pool" = "cpu", "acme.example/cost-center" = "4711" })
    )
    error_message = "Nodes have the label of their pool and the customer's labels."
  }
  assert {
    condition     = alltrue([for template in aws_launch_template.nodes : template.metadata_options[0].http_tokens == "required" && template.metadata_options[0].http_put_response_hop_limit == 1])
    error_message = "Pods cannot obtain the node's credentials."
  }
  assert {
    condition = alltrue([
      for template in aws_launch_template.nodes :
      toset([for spec in template.tag_specifications : spec.resource_type]) == toset(["instance", "network-interface", "volume"]) &&
      alltrue([for spec in template.tag_specifications : spec.tags["beta9:environment-id"] == var.environment_id && spec.tags.team == "a=b,c"])
    ])
    error_message = "Resources created from a template have the environment's tags."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.ebs_csi.configuration_values).controller.extraVolumeTags == { "beta9:environment-id" = var.environment_id }
    error_message = "Volumes are tagged with the environment's id only."
  }

  # Encryption at rest, everywhere with the environment's own key
  assert {
    condition = (
      aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == aws_kms_key.this.arn &&
      aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true" && aws_elasticache_replication_group.this.kms_key_id == aws_kms_key.this.arn &&
      aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == aws_kms_key.this.arn &&
      aws_ecr_repository.this.encryption_configuration[0].kms_key == aws_kms_key.this.arn &&
      aws_cloudwatch_log_group.cluster.kms_key_id == aws_kms_key.this.arn
    )
    error_message = "Database, Redis, Kubernetes secrets, registry and logs are encrypted with the environment's key."
  }
  assert {
    condition     = [for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : rule.apply_server_side_encryption_by_default[0].kms_master_key_id] == [aws_kms_key.this.arn]
    error_message = "The bucket is encrypted with the environment's key."
  }
  assert {
    condition = alltrue([
      for template in aws_launch_template.nodes :
      template.block_device_mappings[0].ebs[0].encrypted == "true" && template.block_device_mappings[0].ebs[0].kms_key_id == aws_kms_key.this.arn && template.block_device_mappings[0].ebs[0].volume_type == "gp3"
    ])
    error_message = "The nodes' disks are encrypted with the environment's key."
  }
  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key is rotated."
  }

  # Encryption in transit
  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled
    error_message = "Redis requires TLS."
  }
  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], "rds.force_ssl=1")
    error_message = "PostgreSQL requires TLS."
  }
  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "The bucket requires TLS."
  }

  # Who may reach what
  assert {
    condition     = !aws_db_instance.this.publicly_accessible
    error_message = "The database has no public address."
  }
  assert {
    condition = (
      toset(aws_db_subnet_group.this.subnet_ids) == toset([for subnet in aws_subnet.private : subnet.id]) &&
      toset(aws_elasticache_subnet_group.this.subnet_ids) == toset([for subnet in aws_subnet.private : subnet.id])
    )
    error_message = "Database and Redis are in the private subnets only."
  }
  assert {
    condition = alltrue([
      for rule in [
        aws_vpc_security_group_ingress_rule.nodes_from_nodes,
        aws_vpc_security_group_ingress_rule.database_from_nodes,
        aws_vpc_security_group_ingress_rule.redis_from_nodes,
      ] : rule.cidr_ipv4 == null && rule.cidr_ipv6 == null && rule.referenced_security_group_id == aws_security_group.nodes.id
    ])
    error_message = "Only the nodes' security group is allowed, and no address range."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.database_from_nodes.from_port == 5432 && aws_vpc_security_group_ingress_rule.database_from_nodes.to_port == 5432
    error_message = "Only PostgreSQL's port is open on the database."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Nothing in the bucket can be made public."
  }
  assert {
    condition = alltrue([
      for policy in [aws_iam_role_policy.gateway.policy, aws_iam_role_policy.worker.policy, aws_iam_user_policy.storage.policy] : alltrue([
        for statement in jsondecode(policy).Statement :
        !contains(statement.Resource, "*") || statement.Action == ["ecr:GetAuthorizationToken"]
      ])
    ])
    error_message = "Beta9 is allowed to use its own bucket, key and repository only."
  }
  assert {
    condition     = !strcontains(aws_iam_user_policy.storage.policy, "CreateBucket")
    error_message = "Beta9 cannot create the bucket of a second workspace, which nothing would remove."
  }
  assert {
    condition = (
      jsondecode(aws_iam_role.gateway.assume_role_policy).Statement[0].Condition.StringEquals["oidc.eks.us-east-1.amazonaws.com/id/MOCK:sub"] ==
      ["system:serviceaccount:beta9-system:beta9-gateway"]
    )
    error_message = "Only the gateway's service account can assume the gateway's role."
  }
  assert {
    condition = (
      jsondecode(aws_iam_role.worker.assume_role_policy).Statement[0].Condition.StringEquals["oidc.eks.us-east-1.amazonaws.com/id/MOCK:sub"] ==
      ["system:serviceaccount:beta9-system:beta9-worker"]
    )
    error_message = "Workers, which run users' code, have a role of their own."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.worker.policy).Statement :
      length(setintersection(toset(flatten([statement.Action])), toset(["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"]))) == 0
    ])
    error_message = "Workers cannot replace an image."
  }
  assert {
    condition = alltrue(flatten([
      for policy in [aws_iam_role_policy.gateway.policy, aws_iam_role_policy.worker.policy, aws_iam_user_policy.storage.policy] : [
        for statement in jsondecode(policy).Statement :
        try(statement.Condition.StringEquals["kms:ViaService"], "") == "s3.us-east-1.amazonaws.com" && statement.Condition.StringEquals["kms:CallerAccount"] == "123456789012"
        if anytrue([for action in flatten([statement.Action]) : startswith(action, "kms:")])
      ]
    ]))
    error_message = "Beta9 uses the key through S3 only."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      can(statement.Condition.StringEquals["kms:ViaService"]) || can(statement.Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"])
      if anytrue([for action in flatten([statement.Action]) : contains(["kms:*", "kms:Decrypt", "kms:Encrypt", "kms:CreateGrant", "kms:GenerateDataKey*", "kms:ReEncrypt*"], action)])
    ])
    error_message = "The key is used through services only: no statement allows its use without one."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : alltrue([
        for action in flatten([statement.Action]) :
        startswith(action, "kms:") && !strcontains(action, "*") &&
        !strcontains(action, "crypt") && !strcontains(action, "Generate") && action != "kms:CreateGrant"
      ])
      if !can(statement.Condition)
    ])
    error_message = "What is allowed without a condition neither uses the key nor contains a wildcard."
  }
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      try(statement.Condition.StringEquals["kms:ViaService"], [])
      ])) == toset([
      for service in ["ec2", "ecr", "eks", "elasticache", "rds", "s3", "secretsmanager"] :
      "${service}.us-east-1.amazonaws.com"
    ])
    error_message = "The key is used through the services that store the environment's data, and no others."
  }
  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "MUTABLE"
    error_message = "Beta9 pushes the tag of an image again when it rebuilds it."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      statement.Condition.StringEquals["kms:CallerAccount"] == "123456789012"
      if can(statement.Condition.StringEquals["kms:ViaService"]) || can(statement.Condition.Bool["kms:GrantIsForAWSResource"])
    ])
    error_message = "Only the account itself uses the key."
  }
  assert {
    condition = anytrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      contains(flatten([statement.Action]), "kms:PutKeyPolicy") && contains(flatten([statement.Action]), "kms:ScheduleKeyDeletion") && !can(statement.Condition)
    ])
    error_message = "The account can change and delete the key."
  }

  # What the meta-config does not request
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && toset(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == toset(["0.0.0.0/0"]) && length(aws_vpc_security_group_ingress_rule.api_from_networks) == 0
    error_message = "The endpoint is public, as in environments of earlier versions."
  }
  assert {
    condition     = length(aws_flow_log.this) == 0 && length(aws_cloudwatch_log_group.flow) == 0 && length(aws_iam_role.flow_logs) == 0 && length(aws_cloudwatch_log_group.database) == 0 && length(aws_db_instance.this.enabled_cloudwatch_logs_exports) == 0
    error_message = "Flow logs and the database's logs are off."
  }
  assert {
    condition     = jsondecode(aws_iam_role.autoscaler.assume_role_policy).Statement[0].Condition.StringEquals["oidc.eks.us-east-1.amazonaws.com/id/MOCK:sub"] == ["system:serviceaccount:kube-system:cluster-autoscaler"]
    error_message = "Only the autoscaler's service account can assume its role."
  }

  # What Beta9 needs
  assert {
    condition = toset([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"]) == toset([
      "shared_preload_libraries=pg_stat_statements,pg_cron",
      "cron.database_name=main",
      "rds.force_ssl=1",
    ])
    error_message = "The database loads pg_cron for Beta9's schedules and requires TLS."
  }
  assert {
    condition     = aws_db_instance.this.db_name == "main" && aws_db_parameter_group.this.family == "postgres16"
    error_message = "Beta9's database is main, on PostgreSQL 16."
  }
  assert {
    condition = toset([for p in aws_elasticache_parameter_group.this.parameter : "${p.name}=${p.value}"]) == toset([
      "notify-keyspace-events=AKE",
      "maxmemory-policy=noeviction",
    ])
    error_message = "Redis publishes key events and evicts nothing."
  }
  assert {
    condition = (
      aws_elasticache_replication_group.this.cluster_mode == "disabled" && aws_elasticache_parameter_group.this.family == "redis7" &&
      aws_elasticache_replication_group.this.num_cache_clusters == 1 && !aws_elasticache_replication_group.this.automatic_failover_enabled
    )
    error_message = "Redis has one shard, one node, and no failover without a replica."
  }

  # Destroying leaves nothing
  assert {
    condition = (
      aws_s3_bucket.this.force_destroy && aws_ecr_repository.this.force_delete && aws_iam_user.storage.force_destroy &&
      aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.delete_automated_backups && !aws_db_instance.this.deletion_protection
    )
    error_message = "A destroy is not blocked and leaves nothing."
  }

  # Lifecycle without days
  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id] == ["abandoned-uploads"]
    error_message = "Without lifecycle_days, object versions do not expire."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket is versioned."
  }

  # Names
  assert {
    condition = alltrue([
      for name in [
        aws_eks_cluster.this.name, aws_db_instance.this.identifier, aws_db_subnet_group.this.name,
        aws_db_parameter_group.this.name, aws_elasticache_replication_group.this.replication_group_id,
        aws_elasticache_subnet_group.this.name, aws_elasticache_parameter_group.this.name,
        aws_ecr_repository.this.name, trimprefix(aws_kms_alias.this.name, "alias/"),
      ] : name == var.resource_prefix
    ])
    error_message = "Resources of which there is one are named after the prefix."
  }
  assert {
    condition = [for role in [aws_iam_role.cluster, aws_iam_role.nodes, aws_iam_role.gateway, aws_iam_role.worker, aws_iam_role.autoscaler, aws_iam_role.ebs_csi] : role.name] == [
      for role in ["cluster", "nodes", "gateway", "worker", "autoscaler", "ebs-csi"] : "${var.resource_prefix}-${role}"
    ]
    error_message = "Role names consist of the prefix and the purpose."
  }
  assert {
    condition     = aws_iam_user.storage.name == "${var.resource_prefix}-storage" && output.storage_user_name == aws_iam_user.storage.name
    error_message = "The user name consists of the prefix and the purpose."
  }
  assert {
    condition     = alltrue([for group in [aws_security_group.nodes, aws_security_group.database, aws_security_group.redis] : startswith(group.name, var.resource_prefix)])
    error_message = "Security group names begin with the prefix."
  }

  # Outputs
  assert {
    condition     = output.rds_database == "main" && output.rds_port == 5432 && output.redis_port == 6379 && output.bucket_name == "beta9-4f1a2b3c4d5e"
    error_message = "The outputs contain database, Redis and bucket."
  }
  assert {
    condition     = length(output.private_subnet_ids) == 2 && length(output.public_subnet_ids) == 2 && output.cluster_certificate_authority == "bW9jaw=="
    error_message = "The outputs contain network and cluster."
  }
}

run "three_zones_with_everything" {
  command = apply

  variables {
    network = {
      cidr                 = "10.42.0.0/16"
      availability_zones   = ["us-east-1a", "us-east-1b", "us-east-1c"]
      public_subnets       = { us-east-1a = "10.42.0.0/20", us-east-1b = "10.42.16.0/20", us-east-1c = "10.42.32.0/20" }
      private_subnets      = { us-east-1a = "10.42.64.0/18", us-east-1b = "10.42.128.0/18", us-east-1c = "10.42.192.0/18" }
      nat_gateway_per_zone = true
    }
    gpu_nodes    = { instance_type = "g5.xlarge", min_size = 0, max_size = 2, desired_size = 0, disk_gb = 300, gpu_type = "A10G" }
    postgres     = { engine_version = "16", instance_class = "db.m6g.large", storage_gb = 100, multi_az = true, backup_retention_days = 14 }
    redis        = { engine_version = "7.1", node_type = "cache.m7g.large", replicas = 1 }
    object_store = { bucket_name = "acme-4f1a2b3c4d5e", versioning = false, lifecycle_days = 90 }
  }

  assert {
    condition     = length(aws_subnet.public) == 3 && length(aws_subnet.private) == 3 && length(aws_nat_gateway.this) == 3
    error_message = "Three zones have a NAT gateway each."
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.private_nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Every private subnet goes out through the NAT gateway of its own zone."
  }
  assert {
    condition = (
      aws_eks_node_group.this["gpu"].ami_type == "AL2023_x86_64_NVIDIA" && aws_eks_node_group.this["gpu"].instance_types == tolist(["g5.xlarge"]) &&
      aws_eks_node_group.this["gpu"].scaling_config[0].min_size == 0 && aws_eks_node_group.this["gpu"].scaling_config[0].max_size == 2
    )
    error_message = "GPU nodes use the image with the NVIDIA driver."
  }
  assert {
    condition     = aws_eks_node_group.this["gpu"].labels["beta9.io/pool"] == "gpu" && aws_eks_node_group.this["gpu"].labels["beta9.io/gpu-type"] == "A10G" && length(aws_eks_node_group.this["gpu"].taint) == 0
    error_message = "GPU nodes have the label of their pool and no taint."
  }
  assert {
    condition     = aws_launch_template.nodes["gpu"].block_device_mappings[0].ebs[0].volume_size == 300
    error_message = "Each group has its own disk size."
  }
  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 14
    error_message = "The database has a standby and the configured backup retention."
  }
  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 2 && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "Redis fails over to a replica in another zone."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Suspended" && aws_s3_bucket.this.bucket == "acme-4f1a2b3c4d5e"
    error_message = "The bucket has the configured name and no versioning."
  }
  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.noncurrent_version_expiration[0].noncurrent_days
      if rule.id == "overwritten-and-deleted"
    ] == [90]
    error_message = "With lifecycle_days, noncurrent versions expire after them."
  }
  assert {
    condition     = alltrue(flatten([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : [for expiration in rule.expiration : expiration.days == null || expiration.days == 0]]))
    error_message = "Current objects never expire."
  }
}

run "restricted_and_logged" {
  command = apply

  variables {
    network = {
      cidr                 = "10.42.0.0/16"
      availability_zones   = ["us-east-1a", "us-east-1b"]
      public_subnets       = { us-east-1a = "10.42.0.0/20", us-east-1b = "10.42.16.0/20" }
      private_subnets      = { us-east-1a = "10.42.64.0/18", us-east-1b = "10.42.128.0/18" }
      nat_gateway_per_zone = false
      flow_logs            = true
    }
    cluster  = { kubernetes_version = "1.33", node_labels = {}, endpoint = { access = "public", allowed_cidrs = ["203.0.113.0/24"] } }
    postgres = { engine_version = "16", instance_class = "db.t4g.medium", storage_gb = 50, multi_az = false, backup_retention_days = 7, log_export = true, protect = true }
  }

  assert {
    condition     = toset(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == toset(["203.0.113.0/24"]) && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "Only the given addresses reach the public endpoint; nodes use the private one."
  }
  assert {
    condition = (
      aws_flow_log.this[0].traffic_type == "ALL" && aws_flow_log.this[0].vpc_id == aws_vpc.this.id &&
      aws_cloudwatch_log_group.flow[0].name == "/aws/vpc/beta9-4f1a2b3c4d5e/flow" && aws_cloudwatch_log_group.flow[0].retention_in_days == 30 &&
      aws_cloudwatch_log_group.flow[0].kms_key_id == aws_kms_key.this.arn
    )
    error_message = "All traffic of the VPC is logged, encrypted and with a retention."
  }
  assert {
    condition     = jsondecode(aws_iam_role.flow_logs[0].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Flow logs of other accounts cannot use the role."
  }
  assert {
    condition = (
      toset(aws_db_instance.this.enabled_cloudwatch_logs_exports) == toset(["postgresql", "upgrade"]) &&
      toset([for group in aws_cloudwatch_log_group.database : group.name]) == toset(["/aws/rds/instance/beta9-4f1a2b3c4d5e/postgresql", "/aws/rds/instance/beta9-4f1a2b3c4d5e/upgrade"]) &&
      alltrue([for group in aws_cloudwatch_log_group.database : group.kms_key_id == aws_kms_key.this.arn && group.retention_in_days == 30])
    )
    error_message = "The database's logs are exported to encrypted groups with a retention."
  }
  assert {
    condition = alltrue([
      for group in concat([aws_cloudwatch_log_group.cluster], values(aws_cloudwatch_log_group.database), aws_cloudwatch_log_group.flow) : anytrue([
        for statement in jsondecode(aws_kms_key.this.policy).Statement : anytrue([
          for arn in try(statement.Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"], []) :
          startswith("arn:aws:logs:us-east-1:123456789012:log-group:${group.name}", trimsuffix(arn, "*"))
        ])
      ])
    ])
    error_message = "CloudWatch may encrypt each log group with the key."
  }
  assert {
    condition     = aws_db_instance.this.deletion_protection
    error_message = "AWS refuses to delete a protected database."
  }
}

run "nodes_and_add_ons_have_the_version_of_the_cluster" {
  command = plan

  variables {
    cluster         = { kubernetes_version = "1.34", node_labels = {} }
    add_on_versions = { kube-proxy = "v1.34.3-eksbuild.2", coredns = "v1.12.4-eksbuild.2" }
    retiring_node_groups = {
      cpu-1 = { pool = "cpu", instance_type = "m5.2xlarge", min_size = 0, max_size = 3, desired_size = 1, disk_gb = 200 }
    }
  }

  assert {
    condition     = [for name in ["system", "cpu"] : aws_eks_node_group.this[name].version] == ["1.34", "1.34"]
    error_message = "EKS does not update nodes together with the cluster."
  }
  assert {
    condition     = aws_eks_addon.kube_proxy.addon_version == "v1.34.3-eksbuild.2" && aws_eks_addon.coredns.addon_version == "v1.12.4-eksbuild.2"
    error_message = "EKS does not update add-ons together with the cluster."
  }
}

run "administrators" {
  command = apply

  variables {
    cluster = { kubernetes_version = "1.33", node_labels = {}, admins = ["arn:aws:iam::123456789012:role/platform/admin", "arn:aws:iam::210987654321:role/ci"] }
  }

  assert {
    condition = toset([
      for association in aws_eks_access_policy_association.admin :
      "${association.cluster_name} ${association.principal_arn} ${association.policy_arn} ${association.access_scope[0].type}"
      ]) == toset([
      for role in ["arn:aws:iam::123456789012:role/platform/admin", "arn:aws:iam::210987654321:role/ci"] :
      "beta9-4f1a2b3c4d5e ${role} arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy cluster"
    ])
    error_message = "Each role administers the whole cluster."
  }
  assert {
    condition     = toset([for entry in aws_eks_access_entry.admin : entry.principal_arn]) == toset(["arn:aws:iam::123456789012:role/platform/admin", "arn:aws:iam::210987654321:role/ci"])
    error_message = "Each role has one access entry."
  }
}

run "private_endpoint" {
  command = apply

  variables {
    cluster = { kubernetes_version = "1.33", node_labels = {}, endpoint = { access = "private", allowed_cidrs = ["10.9.0.0/16", "10.8.0.0/16"] } }
  }

  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "There is no public endpoint."
  }
  assert {
    condition = alltrue([
      for cidr, rule in aws_vpc_security_group_ingress_rule.api_from_networks :
      rule.cidr_ipv4 == cidr && rule.from_port == 443 && rule.to_port == 443 && rule.security_group_id == aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
    ]) && length(aws_vpc_security_group_ingress_rule.api_from_networks) == 2
    error_message = "The connected networks reach the API's port."
  }
}

run "private_endpoint_during_an_operation" {
  command = apply

  variables {
    cluster             = { kubernetes_version = "1.33", node_labels = {}, endpoint = { access = "private", allowed_cidrs = ["10.9.0.0/16"] } }
    temporary_api_cidrs = ["198.51.100.7/32"]
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && toset(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == toset(["198.51.100.7/32"])
    error_message = "The workers reach the public endpoint, and no one else."
  }
  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.api_from_networks) == ["10.9.0.0/16"]
    error_message = "The connected networks reach the private one, and the workers get no rule of their own."
  }
}

run "public_endpoint_ignores_temporary_access" {
  command = apply

  variables {
    cluster             = { kubernetes_version = "1.33", node_labels = {}, endpoint = { access = "public", allowed_cidrs = ["203.0.113.0/24"] } }
    temporary_api_cidrs = ["198.51.100.7/32"]
  }

  assert {
    condition     = toset(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == toset(["203.0.113.0/24"])
    error_message = "A public endpoint is open to whom the customer has listed."
  }
}

run "an_endpoint_that_nothing_reaches_is_refused" {
  command = plan

  variables {
    cluster = { kubernetes_version = "1.33", node_labels = {}, endpoint = { access = "private", allowed_cidrs = [] } }
  }

  expect_failures = [var.cluster]
}

run "one_zone_is_refused" {
  command = plan

  variables {
    network = {
      cidr                 = "10.42.0.0/16"
      availability_zones   = ["us-east-1a"]
      public_subnets       = { us-east-1a = "10.42.0.0/20" }
      private_subnets      = { us-east-1a = "10.42.64.0/18" }
      nat_gateway_per_zone = false
    }
  }

  expect_failures = [var.network]
}

run "a_zone_without_a_subnet_is_refused" {
  command = plan

  variables {
    network = {
      cidr                 = "10.42.0.0/16"
      availability_zones   = ["us-east-1a", "us-east-1b"]
      public_subnets       = { us-east-1a = "10.42.0.0/20" }
      private_subnets      = { us-east-1a = "10.42.64.0/18", us-east-1b = "10.42.128.0/18" }
      nat_gateway_per_zone = false
    }
  }

  expect_failures = [var.network]
}
