package io.beta9.provisioning.cloudsim.aws.ecr;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.EcrClient;

class EcrTest {
  private final InProcessCloud cloud = new InProcessCloud();
  private final EcrClient ecr =
      cloud.register(new EcrService(cloud)).client(EcrClient.class, "us-east-1");

  @Test
  void deletes_a_repository_with_images_only_if_forced() {
    String uri =
        ecr.createRepository(it -> it.repositoryName("beta9")).repository().repositoryUri();
    assertThat(uri).isEqualTo(ACCOUNT + ".dkr.ecr.us-east-1.amazonaws.com/beta9");
    ecr.putImage(it -> it.repositoryName("beta9").imageManifest("{}").imageTag("one"));
    cloud.restart();

    assertAwsError(
        "RepositoryAlreadyExistsException",
        () -> ecr.createRepository(it -> it.repositoryName("beta9")));
    assertAwsError(
        "RepositoryNotEmptyException",
        () -> ecr.deleteRepository(it -> it.repositoryName("beta9")));
    ecr.deleteRepository(it -> it.repositoryName("beta9").force(true));
    assertAwsError(
        "RepositoryNotFoundException",
        () -> ecr.describeRepositories(it -> it.repositoryNames("beta9")));
  }

  @Test
  void rejects_an_invalid_lifecycle_policy() {
    ecr.createRepository(it -> it.repositoryName("beta9"));

    assertAwsError(
        "LifecyclePolicyNotFoundException",
        () -> ecr.getLifecyclePolicy(it -> it.repositoryName("beta9")));
    assertAwsError(
        "InvalidParameterException",
        () -> ecr.putLifecyclePolicy(it -> it.repositoryName("beta9").lifecyclePolicyText("[")));
    ecr.putLifecyclePolicy(it -> it.repositoryName("beta9").lifecyclePolicyText("{\"rules\":[]}"));
    assertThat(ecr.getLifecyclePolicy(it -> it.repositoryName("beta9")).lifecyclePolicyText())
        .isEqualTo("{\"rules\":[]}");
  }
}
