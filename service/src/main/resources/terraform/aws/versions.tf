terraform {
  # Write-only arguments and ephemeral values, which keep the database's password out of the state
  # and out of the plan, came with 1.11.
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

# Backend and provider are configured in cdk.tf.json, which is written beside these files: the
# region, the account this may run in, the role that is assumed, and the tags of everything.
