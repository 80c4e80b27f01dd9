package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrState.RepositoryEntry;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.EncryptionConfiguration;
import software.amazon.awssdk.services.ecr.model.EncryptionType;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationRequest;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationResponse;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityRequest;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityResponse;
import software.amazon.awssdk.services.ecr.model.Repository;

/** Repositories and their settings. */
final class Repositories {
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*");

  private final StateStore store;

  Repositories(StateStore store) {
    this.store = store;
  }

  void register(Operations operations) {
    operations.on(CreateRepositoryRequest.class, this::create);
    operations.on(DescribeRepositoriesRequest.class, this::describe);
    operations.on(DeleteRepositoryRequest.class, this::delete);
    operations.on(PutImageScanningConfigurationRequest.class, this::putScanning);
    operations.on(PutImageTagMutabilityRequest.class, this::putMutability);
  }

  private CreateRepositoryResponse create(CreateRepositoryRequest request, Call call) {
    String name = request.repositoryName();
    if (name == null || name.length() < 2 || name.length() > 256 || !NAME.matcher(name).matches()) {
      throw EcrErrors.invalid(
          "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy"
              + " regular expression '"
              + NAME.pattern()
              + "''");
    }
    EcrState state = state(call);
    if (state.repositories.containsKey(name)) {
      throw EcrErrors.error(
          "RepositoryAlreadyExistsException",
          "The repository with name '"
              + name
              + "' already exists in the registry with id '"
              + call.account()
              + "'");
    }
    if (Quota.ECR_REPOSITORIES.exceededBy(state.repositories.size() + 1L, call.cloud())) {
      throw EcrErrors.error(
          "LimitExceededException", "The maximum number of repositories has been reached");
    }
    Repository repository =
        Repository.builder()
            .repositoryName(name)
            .registryId(call.account())
            .repositoryArn(call.arn("ecr", "repository/" + name))
            .repositoryUri(registry(call) + "/" + name)
            .createdAt(call.now())
            .imageTagMutability(
                request.imageTagMutability() == null
                    ? ImageTagMutability.MUTABLE
                    : request.imageTagMutability())
            .imageScanningConfiguration(
                scan ->
                    scan.scanOnPush(
                        request.imageScanningConfiguration() != null
                            && Boolean.TRUE.equals(
                                request.imageScanningConfiguration().scanOnPush())))
            .encryptionConfiguration(encryption(request.encryptionConfiguration(), call))
            .build();
    state.repositories.put(name, new RepositoryEntry(repository));
    state.tags.add(repository.repositoryArn(), EcrTags.map(request.tags()));
    return CreateRepositoryResponse.builder().repository(repository).build();
  }

  private EncryptionConfiguration encryption(
      @Nullable EncryptionConfiguration requested, Call call) {
    if (requested == null || requested.encryptionType() == EncryptionType.AES256) {
      return EncryptionConfiguration.builder().encryptionType(EncryptionType.AES256).build();
    }
    if (requested.kmsKey() == null) {
      return requested.toBuilder().kmsKey(call.arn("kms", "alias/aws/ecr")).build();
    }
    try {
      return requested.toBuilder()
          .kmsKey(new KeyResolver(store).enabledKeyArn(requested.kmsKey(), call))
          .build();
    } catch (AwsErrorException e) {
      throw EcrErrors.error("KmsException", String.valueOf(e.getMessage()));
    }
  }

  private DescribeRepositoriesResponse describe(DescribeRepositoriesRequest request, Call call) {
    List<Repository> found =
        request.repositoryNames().isEmpty()
            ? state(call).repositories.values().stream().map(it -> it.repository).toList()
            : request.repositoryNames().stream().map(it -> find(it, call).repository).toList();
    Page<Repository> page = Page.of(found, request.nextToken(), request.maxResults(), 100);
    return DescribeRepositoriesResponse.builder()
        .repositories(page.items())
        .nextToken(page.next())
        .build();
  }

  private DeleteRepositoryResponse delete(DeleteRepositoryRequest request, Call call) {
    RepositoryEntry entry = find(request.repositoryName(), call);
    if (!entry.images.isEmpty() && !Boolean.TRUE.equals(request.force())) {
      throw EcrErrors.error(
          "RepositoryNotEmptyException",
          "The repository with name '"
              + request.repositoryName()
              + "' in registry with id '"
              + call.account()
              + "' cannot be deleted because it still contains images");
    }
    state(call).repositories.remove(request.repositoryName());
    state(call).tags.removeAll(entry.repository.repositoryArn());
    return DeleteRepositoryResponse.builder().repository(entry.repository).build();
  }

  private PutImageScanningConfigurationResponse putScanning(
      PutImageScanningConfigurationRequest request, Call call) {
    RepositoryEntry entry = find(request.repositoryName(), call);
    entry.repository =
        entry.repository.toBuilder()
            .imageScanningConfiguration(request.imageScanningConfiguration())
            .build();
    return PutImageScanningConfigurationResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .imageScanningConfiguration(request.imageScanningConfiguration())
        .build();
  }

  private PutImageTagMutabilityResponse putMutability(
      PutImageTagMutabilityRequest request, Call call) {
    RepositoryEntry entry = find(request.repositoryName(), call);
    entry.repository =
        entry.repository.toBuilder().imageTagMutability(request.imageTagMutability()).build();
    return PutImageTagMutabilityResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .imageTagMutability(request.imageTagMutability())
        .build();
  }

  /** Returns the registry of the caller's account, without a scheme. */
  static String registry(Call call) {
    return call.account() + ".dkr.ecr." + call.region() + "." + call.partition().dnsSuffix();
  }

  RepositoryEntry find(String name, Call call) {
    RepositoryEntry entry = state(call).repositories.get(name);
    if (entry == null) {
      throw EcrErrors.repositoryNotFound(name, call.account());
    }
    return entry;
  }

  private EcrState state(Call call) {
    return EcrState.of(store, call.account(), call.region());
  }
}
