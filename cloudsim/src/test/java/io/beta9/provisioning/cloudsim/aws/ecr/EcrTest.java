package io.beta9.provisioning.cloudsim.aws.ecr;

import static io.beta9.provisioning.cloudsim.aws.HandlerClients.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.HandlerClients.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.HandlerClients;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.EcrClient;

class EcrTest {
  private final HandlerClients cloud = new HandlerClients();
  private final EcrClient ecr =
      cloud.with(new EcrService(cloud)).client(EcrClient.class, "us-east-1");

  @Test
  void aRepositoryWithImagesIsOnlyDeletedByForce() {
    String uri =
        ecr.createRepository(it -> it.repositoryName("beta9")).repository().repositoryUri();
    assertThat(uri).isEqualTo(ACCOUNT + ".dkr.ecr.us-east-1.amazonaws.com/beta9");
    ecr.putImage(it -> it.repositoryName("beta9").imageManifest("{}").imageTag("one"));
    cloud.restart();

    assertRefused(
        "RepositoryAlreadyExistsException",
        () -> ecr.createRepository(it -> it.repositoryName("beta9")));
    assertRefused(
        "RepositoryNotEmptyException",
        () -> ecr.deleteRepository(it -> it.repositoryName("beta9")));
    ecr.deleteRepository(it -> it.repositoryName("beta9").force(true));
    assertRefused(
        "RepositoryNotFoundException",
        () -> ecr.describeRepositories(it -> it.repositoryNames("beta9")));
  }

  @Test
  void aLifecyclePolicyHasToBeOne() {
    ecr.createRepository(it -> it.repositoryName("beta9"));

    assertRefused(
        "LifecyclePolicyNotFoundException",
        () -> ecr.getLifecyclePolicy(it -> it.repositoryName("beta9")));
    assertRefused(
        "InvalidParameterException",
        () -> ecr.putLifecyclePolicy(it -> it.repositoryName("beta9").lifecyclePolicyText("[")));
    ecr.putLifecyclePolicy(it -> it.repositoryName("beta9").lifecyclePolicyText("{\"rules\":[]}"));
    assertThat(ecr.getLifecyclePolicy(it -> it.repositoryName("beta9")).lifecyclePolicyText())
        .isEqualTo("{\"rules\":[]}");
  }
}
