# Beta9 Provisioning creates the secrets before Terraform runs, so that they are in no plan and no
# configuration. Terraform reads two of them.

# Read in every run, and never written to plan or state. Its user name is database_user. No
# precondition or postcondition: with one, Terraform 1.11 crashes when it shows a plan as JSON.
ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id = "${local.secret_prefix}/database"
}

# ElastiCache's token has no write-only argument yet, so it is in the state. The state is encrypted,
# and only this environment's nodes can reach the port that the token protects.
data "aws_secretsmanager_secret_version" "redis" {
  secret_id = "${local.secret_prefix}/redis"
}

locals {
  # Ephemeral like its source: Terraform allows it in write-only arguments only.
  database_secret = jsondecode(ephemeral.aws_secretsmanager_secret_version.database.secret_string)
  redis_secret    = jsondecode(data.aws_secretsmanager_secret_version.redis.secret_string)
}
