package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.tfstate.s3.ForeignContent;

/**
 * Factories of the tools that steps use: Terraform in a stack directory, and Helm in a cluster.
 *
 * @param stateContent recognises what cannot have been written by the module of that Terraform
 * @param networks from where the workers connect to clusters
 */
public record WorkerTools(
    Terraform.TerraformFactory terraform,
    Bootstrap.BootstrapFactory bootstrap,
    ForeignContent stateContent,
    WorkerNetworks networks) {

  public WorkerTools(
      Terraform.TerraformFactory terraform,
      Bootstrap.BootstrapFactory bootstrap,
      ForeignContent stateContent) {
    this(terraform, bootstrap, stateContent, WorkerNetworks.UNKNOWN);
  }

  /** Creates tools for the module. */
  public WorkerTools(Terraform.TerraformFactory terraform, Bootstrap.BootstrapFactory bootstrap) {
    this(
        terraform,
        bootstrap,
        ForeignContent.besides(ResourceCatalog.AWS.types(), ResourceCatalog.DATA_SOURCES));
  }

  /** Returns these tools for workers that connect from these networks. */
  public WorkerTools from(WorkerNetworks workers) {
    return new WorkerTools(terraform, bootstrap, stateContent, workers);
  }
}
