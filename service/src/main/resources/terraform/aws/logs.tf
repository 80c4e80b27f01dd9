# Log groups are created before what writes to them: AWS would otherwise create them, with unlimited
# retention and without this environment's key.
resource "aws_cloudwatch_log_group" "cluster" {
  name              = "/aws/eks/${local.name}/cluster"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

locals {
  database_logs = var.postgres.log_export ? toset(["postgresql", "upgrade"]) : toset([])
}

resource "aws_cloudwatch_log_group" "database" {
  for_each = local.database_logs

  name              = "/aws/rds/instance/${local.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_cloudwatch_log_group" "flow" {
  count = var.network.flow_logs ? 1 : 0

  name              = "/aws/vpc/${local.name}/flow"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

# The network's accepted and rejected connections.
resource "aws_flow_log" "this" {
  count = var.network.flow_logs ? 1 : 0

  vpc_id               = aws_vpc.this.id
  traffic_type         = "ALL"
  log_destination_type = "cloud-watch-logs"
  log_destination      = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn         = aws_iam_role.flow_logs[0].arn

  tags = { Name = local.name }

  # The role's permissions must exist before it is used and after its last use.
  depends_on = [aws_iam_role_policy.flow_logs]
}
