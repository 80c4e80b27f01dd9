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

/** The Resource Groups Tagging API: lists all tagged resources of an account and region. */
public final class ResourceTaggingService implements AwsService {
  private static final int DEFAULT_PAGE_SIZE = 100;

  private final Collection<? extends TaggedResourceProvider> sources;

  /**
   * @param sources the services whose resources are listed, queried on every call
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
                .tagKeys(
                    all(call).flatMap(item -> item.tags().keySet().stream()).distinct().toList())
                .paginationToken("")
                .build());
    operations.on(
        GetTagValuesRequest.class,
        (request, call) ->
            GetTagValuesResponse.builder()
                .tagValues(
                    all(call)
                        .flatMap(item -> Stream.ofNullable(item.tags().get(request.key())))
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
            .filter(item -> matches(item, request))
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
        .filter(item -> !item.tags().isEmpty());
  }

  private static boolean matches(TaggedResource item, GetResourcesRequest request) {
    return (request.resourceARNList().isEmpty() || request.resourceARNList().contains(item.arn()))
        && (request.resourceTypeFilters().isEmpty()
            || request.resourceTypeFilters().stream().anyMatch(type -> isOfType(item, type)))
        && request.tagFilters().stream().allMatch(filter -> hasTag(item, filter));
  }

  private static boolean isOfType(TaggedResource item, String filter) {
    return filter.equals(item.service()) || filter.equals(item.service() + ":" + item.type());
  }

  private static boolean hasTag(TaggedResource item, TagFilter filter) {
    String value = item.tags().get(filter.key());
    return value != null && (filter.values().isEmpty() || filter.values().contains(value));
  }

  private static ResourceTagMapping mapping(TaggedResource item) {
    return ResourceTagMapping.builder()
        .resourceARN(item.arn())
        .tags(
            new TreeMap<>(item.tags())
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
    } catch (NumberFormatException e) {
      throw new AwsErrorException(
          400, "PaginationTokenExpiredException", "The token is not valid.");
    }
  }

  private static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "InvalidParameterException", message);
  }
}
