locals {
  name  = var.resource_prefix
  zones = toset(var.network.availability_zones)

  # The secrets are created before Terraform runs, so that none is an input of Terraform.
  secret_prefix = "beta9/${var.environment_id}"

  database_name = "main"
  database_user = "beta9"
  database_port = 5432
  redis_port    = 6379

  # What every ARN begins with. The service principals and the audience of tokens (*.amazonaws.com) are
  # the same in all partitions, but for that of CloudWatch Logs.
  arn = "arn:${var.partition.id}"

  arn_prefix = {
    iam_policy        = "${local.arn}:iam::aws:policy"
    eks_access_policy = "${local.arn}:eks::aws:cluster-access-policy"
  }

  log_group_arns = [
    for service in ["eks", "rds/instance", "vpc"] :
    "${local.arn}:logs:${var.region}:${var.account_id}:log-group:/aws/${service}/${local.name}/*"
  ]
}
