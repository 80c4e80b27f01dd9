package io.beta9.provisioning.worker;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.terraform.Terraform;

/** How a worker comes by Terraform in a stack directory, and by Helm in a cluster. */
public record Tools(Terraform.Opener terraform, Bootstrap.Opener bootstrap) {}
