# Takes the place of the module's secrets.tf in these tests: Terraform cannot mock ephemeral
# resources yet.

locals {
  database_secret = { username = local.database_user, password = "notASecretOfAnything0" }
  redis_secret    = { auth_token = "notASecretOfAnything1" }
}
