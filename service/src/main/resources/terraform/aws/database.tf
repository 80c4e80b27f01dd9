resource "aws_db_subnet_group" "this" {
  name        = local.name
  description = "Private subnets of ${local.name}"
  subnet_ids  = [for zone in var.network.availability_zones : aws_subnet.private[zone].id]
}

resource "aws_db_parameter_group" "this" {
  name        = local.name
  description = "PostgreSQL of ${local.name}"
  family      = "postgres${split(".", var.postgres.engine_version)[0]}"

  # Beta9's schedules are pg_cron jobs. The extension has to be loaded when the server starts.
  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements,pg_cron"
    apply_method = "pending-reboot"
  }

  parameter {
    name         = "cron.database_name"
    value        = local.database_name
    apply_method = "pending-reboot"
  }

  # Require TLS.
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "this" {
  identifier     = local.name
  engine         = "postgres"
  engine_version = var.postgres.engine_version
  instance_class = var.postgres.instance_class
  multi_az       = var.postgres.multi_az

  allocated_storage     = var.postgres.storage_gb
  max_allocated_storage = var.postgres.storage_gb * 4
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  db_name  = local.database_name
  username = local.database_user
  port     = local.database_port

  # Write-only: not stored in state or plan. Increment the version to send it again.
  password_wo         = local.database_secret["password"]
  password_wo_version = 1

  db_subnet_group_name   = aws_db_subnet_group.this.name
  parameter_group_name   = aws_db_parameter_group.this.name
  vpc_security_group_ids = [aws_security_group.database.id]
  publicly_accessible    = false

  backup_retention_period    = var.postgres.backup_retention_days
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true
  apply_immediately          = true

  enabled_cloudwatch_logs_exports = [for log in local.database_logs : log]

  # Destroying an environment leaves nothing in the account: no final snapshot and no backups. Beta9
  # Provisioning rejects a plan that would destroy a database without a request to do so. Of a
  # protected database it takes a snapshot before it ends the protection: one that RDS takes during
  # the deletion would be unreadable without this environment's key, which is destroyed, too.
  skip_final_snapshot      = true
  delete_automated_backups = true
  deletion_protection      = var.postgres.protect

  tags = { Name = local.name }

  timeouts {
    create = "60m"
    update = "80m"
    delete = "60m"
  }

  lifecycle {
    # An import reads the full version, such as 16.10, and the next plan would change it to "16".
    # RDS applies minor versions in the maintenance window.
    ignore_changes = [engine_version]
  }

  # RDS would create missing log groups, with unlimited retention and without this environment's key.
  depends_on = [aws_cloudwatch_log_group.database]
}
