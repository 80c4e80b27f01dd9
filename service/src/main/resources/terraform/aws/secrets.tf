# The secrets themselves are made before Terraform runs, by Beta9 Provisioning, so that they are in
# no plan and no configuration. Terraform reads two of them.

# Read anew in every run, and never written to plan or state.
ephemeral "aws_secretsmanager_secret_version" "database" {
  secret_id = "${local.secret_prefix}/database"

  lifecycle {
    postcondition {
      condition     = jsondecode(self.secret_string)["username"] == local.database_user
      error_message = "The secret ${local.secret_prefix}/database does not name the user ${local.database_user}, which is what the database is made with."
    }
  }
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
