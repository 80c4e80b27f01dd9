terraform {
  # 1.11 introduced write-only arguments; with ephemeral values they keep the database's password out
  # of state and plan.
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Both major versions; the lock file pins the one that is tested.
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

# Backend and provider are configured in cdk.tf.json, which Beta9 Provisioning writes to the same
# directory: the region, the allowed account, the role to assume, and the default tags.
