package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.metaconfig.network.WorkerNetworks;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import java.util.function.Function;

/**
 * Factories of the tools that steps use: Terraform in a stack directory, Helm in a cluster, and the
 * operations on an account.
 *
 * @param stateContent recognises what cannot have been written by the module of that Terraform
 * @param networks from where the workers connect to clusters
 */
public record WorkerTools(
    Terraform.TerraformFactory terraform,
    Bootstrap.BootstrapFactory bootstrap,
    Function<AwsSession, CloudAccount> account,
    ForeignContent stateContent,
    WorkerNetworks networks) {

  public WorkerTools(
      Terraform.TerraformFactory terraform,
      Bootstrap.BootstrapFactory bootstrap,
      Function<AwsSession, CloudAccount> account,
      ForeignContent stateContent) {
    this(terraform, bootstrap, account, stateContent, WorkerNetworks.UNKNOWN);
  }

  /** Creates tools for the module in the AWS account of the session. */
  public WorkerTools(Terraform.TerraformFactory terraform, Bootstrap.BootstrapFactory bootstrap) {
    this(
        terraform,
        bootstrap,
        AwsAccount::new,
        ForeignContent.besides(ResourceCatalog.AWS.types(), ResourceCatalog.DATA_SOURCES));
  }

  /** Returns these tools for workers that connect from these networks. */
  public WorkerTools from(WorkerNetworks workers) {
    return new WorkerTools(terraform, bootstrap, account, stateContent, workers);
  }
}
