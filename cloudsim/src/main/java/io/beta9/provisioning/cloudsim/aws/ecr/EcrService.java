package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecr.model.TagResourceRequest;
import software.amazon.awssdk.services.ecr.model.TagResourceResponse;
import software.amazon.awssdk.services.ecr.model.UntagResourceRequest;
import software.amazon.awssdk.services.ecr.model.UntagResourceResponse;

/**
 * Elastic Container Registry: repositories. Only tags and digests of images are stored; images
 * cannot be pulled.
 */
public final class EcrService implements AwsService, TaggedResourceProvider {
  private final StateStore store;

  public EcrService(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "ecr";
  }

  @Override
  public void register(Operations operations) {
    Repositories repositories = new Repositories(store);
    repositories.register(operations);
    new RepositoryPolicies(repositories).register(operations);
    new Images(repositories).register(operations);
    operations.on(
        TagResourceRequest.class,
        (request, call) -> {
          state(call)
              .tags
              .add(requireExists(request.resourceArn(), call), EcrTags.map(request.tags()));
          return TagResourceResponse.builder().build();
        });
    operations.on(
        UntagResourceRequest.class,
        (request, call) -> {
          state(call).tags.remove(requireExists(request.resourceArn(), call), request.tagKeys());
          return UntagResourceResponse.builder().build();
        });
    operations.on(
        ListTagsForResourceRequest.class,
        (request, call) ->
            ListTagsForResourceResponse.builder()
                .tags(EcrTags.list(state(call).tags.of(requireExists(request.resourceArn(), call))))
                .build());
  }

  public boolean hasRepository(String account, String region, String name) {
    return EcrState.of(store, account, region).repositories.containsKey(name);
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return EcrState.of(store, account, region).tags.stream();
  }

  private String requireExists(String arn, Call call) {
    String name = arn.substring(arn.indexOf('/') + 1);
    if (!state(call).repositories.containsKey(name)) {
      throw EcrErrors.repositoryNotFound(name, call.account());
    }
    return arn;
  }

  private EcrState state(Call call) {
    return EcrState.of(store, call.account(), call.region());
  }
}
