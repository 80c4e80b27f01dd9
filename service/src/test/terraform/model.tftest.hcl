# The variables are not here: they come from a terraform.tfvars.json that the service's own code wrote.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "takes_what_the_infra_model_writes" {
  command = plan

  assert {
    condition     = length(aws_subnet.private) == length(var.network.availability_zones) && contains(keys(aws_eks_node_group.this), "gpu") == (var.gpu_nodes != null)
    error_message = "What the model says is what is planned."
  }
  assert {
    condition     = var.tags["beta9:environment-id"] == var.environment_id
    error_message = "The environment's id is among the tags."
  }
}
