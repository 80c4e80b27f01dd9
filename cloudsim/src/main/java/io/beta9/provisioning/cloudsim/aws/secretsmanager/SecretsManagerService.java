package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.SecretDirectory;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.kms.KeyResolver;
import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.SecretEntry;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;

/** Secrets Manager: secrets, their versions and stages, policies, tags. */
public final class SecretsManagerService
    implements AwsService, SecretDirectory, TaggedResourceProvider {
  private final StateStore store;
  private final SecretRepository book;

  public SecretsManagerService(StateStore store) {
    this.store = store;
    this.book = new SecretRepository(store);
  }

  @Override
  public String signingName() {
    return "secretsmanager";
  }

  @Override
  public void register(Operations operations) {
    SecretValues values = new SecretValues(book, new SecretKeys(new KeyResolver(store)));
    values.register(operations);
    new Secrets(book, values).register(operations);
    operations.on(TagResourceRequest.class, this::tag);
    operations.on(UntagResourceRequest.class, this::untag);
    operations.on(GetResourcePolicyRequest.class, this::policy);
    operations.on(PutResourcePolicyRequest.class, this::putPolicy);
    operations.on(DeleteResourcePolicyRequest.class, this::deletePolicy);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return SecretsState.of(store, account, region).tags.stream();
  }

  @Override
  public Optional<String> keyOfSecret(String secret, Call call) {
    return book.lookUp(secret, call).flatMap(entry -> Optional.ofNullable(entry.kmsKeyId));
  }

  private TagResourceResponse tag(TagResourceRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    book.state(call).tags.add(entry.arn, SecretsTags.map(request.tags()));
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    book.state(call).tags.remove(entry.arn, request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private GetResourcePolicyResponse policy(GetResourcePolicyRequest request, Call call) {
    SecretEntry entry = book.find(request.secretId(), call);
    return GetResourcePolicyResponse.builder()
        .arn(entry.arn)
        .name(entry.name)
        .resourcePolicy(entry.policy)
        .build();
  }

  private PutResourcePolicyResponse putPolicy(PutResourcePolicyRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    entry.policy = request.resourcePolicy();
    return PutResourcePolicyResponse.builder().arn(entry.arn).name(entry.name).build();
  }

  private DeleteResourcePolicyResponse deletePolicy(
      DeleteResourcePolicyRequest request, Call call) {
    SecretEntry entry = book.findActive(request.secretId(), call);
    entry.policy = null;
    return DeleteResourcePolicyResponse.builder().arn(entry.arn).name(entry.name).build();
  }
}
