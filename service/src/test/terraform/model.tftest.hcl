# The variables are in a terraform.tfvars.json that the service's own code has written.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "takes_what_the_infra_model_writes" {
  command = plan

  assert {
    condition     = length(aws_subnet.private) == length(var.network.availability_zones) && contains(keys(aws_eks_node_group.this), "gpu") == (var.gpu_nodes != null)
    error_message = "The plan has the subnets and node groups of the model."
  }
  assert {
    condition     = var.tags["beta9:environment-id"] == var.environment_id
    error_message = "The environment's id is among the tags."
  }
}
