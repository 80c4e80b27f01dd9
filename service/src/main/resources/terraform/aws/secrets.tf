# The secrets themselves are made before Terraform runs, by Beta9 Provisioning, so that they are in
# no plan and no configuration. Terraform reads two of them.

# Read anew in every run, and never written to plan or state. Its user name is database_user.
# No precondition or postcondition here: Terraform 1.11 then crashes when it shows a plan as JSON.
ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id = "${local.secret_prefix}/database"
}

# ElastiCache has no write-only form of its token yet, so this one is in the state. The state is
# encrypted, and the token opens a port that only this environment's nodes can reach.
data "aws_secretsmanager_secret_version" "redis" {
  secret_id = "${local.secret_prefix}/redis"
}

locals {
  # Ephemeral, as what it is read from: Terraform lets it go into write-only arguments only.
  database_secret = jsondecode(ephemeral.aws_secretsmanager_secret_version.database.secret_string)
  redis_secret    = jsondecode(data.aws_secretsmanager_secret_version.redis.secret_string)
}
