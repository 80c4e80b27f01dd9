package io.beta9.provisioning.cloudsim.aws.tagging;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesRequest;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetTagKeysRequest;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetTagKeysResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetTagValuesRequest;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetTagValuesResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/** The Resource Groups Tagging API: one list of all that is tagged in an account and region. */
public final class ResourceTaggingService implements AwsService {
  private static final int DEFAULT_PAGE_SIZE = 100;

  private final Collection<? extends TaggedResourceProvider> sources;

  /**
   * @param sources the services whose resources are listed; read anew on every call
   */
  public ResourceTaggingService(Collection<? extends TaggedResourceProvider> sources) {
    this.sources = sources;
  }

  @Override
  public String signingName() {
    return "tagging";
  }

  @Override
  public void register(Operations operations) {
    operations.on(GetResourcesRequest.class, this::getResources);
    operations.on(
        GetTagKeysRequest.class,
        (request, call) ->
            GetTagKeysResponse.builder()
                .tagKeys(all(call).flatMap(one -> one.tags().keySet().stream()).distinct().toList())
                .paginationToken("")
                .build());
    operations.on(
        GetTagValuesRequest.class,
        (request, call) ->
            GetTagValuesResponse.builder()
                .tagValues(
                    all(call)
                        .flatMap(one -> Stream.ofNullable(one.tags().get(request.key())))
                        .distinct()
                        .toList())
                .paginationToken("")
                .build());
  }

  private GetResourcesResponse getResources(GetResourcesRequest request, Call call) {
    if (!request.resourceARNList().isEmpty()
        && (request.hasTagFilters() || request.hasResourceTypeFilters())) {
      throw invalid("ResourceArnList cannot be combined with other filters.");
    }
    List<TaggedResource> found =
        all(call)
            .filter(one -> matches(one, request))
            .sorted(Comparator.comparing(TaggedResource::arn))
            .toList();
    int from = offset(request.paginationToken());
    int size = request.resourcesPerPage() == null ? DEFAULT_PAGE_SIZE : request.resourcesPerPage();
    int to = Math.min(found.size(), from + size);
    return GetResourcesResponse.builder()
        .resourceTagMappingList(
            found.subList(Math.min(from, to), to).stream()
                .map(ResourceTaggingService::mapping)
                .toList())
        .paginationToken(to < found.size() ? Integer.toString(to) : "")
        .build();
  }

  private Stream<TaggedResource> all(Call call) {
    return sources.stream()
        .flatMap(source -> source.taggedResources(call.account(), call.region()))
        .filter(one -> !one.tags().isEmpty());
  }

  private static boolean matches(TaggedResource one, GetResourcesRequest request) {
    return (request.resourceARNList().isEmpty() || request.resourceARNList().contains(one.arn()))
        && (request.resourceTypeFilters().isEmpty()
            || request.resourceTypeFilters().stream().anyMatch(type -> isOfType(one, type)))
        && request.tagFilters().stream().allMatch(filter -> hasTag(one, filter));
  }

  private static boolean isOfType(TaggedResource one, String filter) {
    return filter.equals(one.service()) || filter.equals(one.service() + ":" + one.type());
  }

  private static boolean hasTag(TaggedResource one, TagFilter filter) {
    String value = one.tags().get(filter.key());
    return value != null && (filter.values().isEmpty() || filter.values().contains(value));
  }

  private static ResourceTagMapping mapping(TaggedResource one) {
    return ResourceTagMapping.builder()
        .resourceARN(one.arn())
        .tags(
            new TreeMap<>(one.tags())
                .entrySet().stream()
                    .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                    .toList())
        .build();
  }

  private static int offset(String token) {
    if (token == null || token.isEmpty()) {
      return 0;
    }
    try {
      return Integer.parseInt(token);
    } catch (NumberFormatException notOurs) {
      throw new AwsErrorException(
          400, "PaginationTokenExpiredException", "The token is not valid.");
    }
  }

  private static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "InvalidParameterException", message);
  }
}
