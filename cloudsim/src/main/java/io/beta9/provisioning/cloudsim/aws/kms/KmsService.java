package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.KeyDirectory;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;

/**
 * Key Management Service: keys, their policies and rotation, aliases, tags. Nothing is encrypted.
 */
public final class KmsService implements AwsService, TaggedResourceProvider, KeyDirectory {
  private final StateStore store;
  private final KeyResolver resolver;

  public KmsService(StateStore store) {
    this.store = store;
    this.resolver = new KeyResolver(store);
  }

  @Override
  public String signingName() {
    return "kms";
  }

  @Override
  public void register(Operations operations) {
    Keys keys = new Keys(store, resolver);
    keys.register(operations);
    new KeyPolicies(keys, resolver).register(operations);
    new Aliases(store, keys, resolver).register(operations);
    operations.on(TagResourceRequest.class, this::tag);
    operations.on(UntagResourceRequest.class, this::untag);
    operations.on(ListResourceTagsRequest.class, this::tags);
  }

  @Override
  public Optional<String> keyArn(String name, Call call) {
    return resolver.keyArn(name, call);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return KmsState.of(store, account, region).tags.stream();
  }

  private TagResourceResponse tag(TagResourceRequest request, Call call) {
    String arn = resolver.find(request.keyId(), call).metadata.arn();
    state(call).tags.add(arn, KmsTags.map(request.tags()));
    return TagResourceResponse.builder().build();
  }

  private UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    String arn = resolver.find(request.keyId(), call).metadata.arn();
    state(call).tags.remove(arn, request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private ListResourceTagsResponse tags(ListResourceTagsRequest request, Call call) {
    String arn = resolver.find(request.keyId(), call).metadata.arn();
    Page<Tag> page =
        Page.of(KmsTags.list(state(call).tags.of(arn)), request.marker(), request.limit(), 50);
    return ListResourceTagsResponse.builder()
        .tags(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private KmsState state(Call call) {
    return KmsState.of(store, call.account(), call.region());
  }
}
