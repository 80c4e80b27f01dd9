package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The tags of EC2 resources. */
public final class Ec2Tags {
  private static final int MAX_TAGS = 50;

  private Ec2Tags() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateTagsRequest.class, Ec2Tags::create);
    operations.on(DeleteTagsRequest.class, Ec2Tags::delete);
    operations.on(DescribeTagsRequest.class, Ec2Tags::describe);
  }

  /** Returns the validated tags that a request specifies for resources of this type. */
  public static Map<String, String> requested(List<TagSpecification> specifications, String type) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (TagSpecification item : specifications) {
      if (item.resourceTypeAsString() == null) {
        throw Ec2Errors.missingParameter("ResourceType");
      }
      if (item.resourceTypeAsString().equals(type)) {
        tags.putAll(validated(item.tags()));
      }
    }
    return checkLimit(tags);
  }

  private static CreateTagsResponse create(CreateTagsRequest request, Ec2Scope scope) {
    Map<String, String> more = validated(request.tags());
    request.resources().forEach(id -> ResourceTypes.requireExists(scope, id));
    for (String id : request.resources()) {
      Map<String, String> all = new LinkedHashMap<>(scope.state().tagsOf(id));
      all.putAll(more);
      checkLimit(all);
    }
    request.resources().forEach(id -> scope.state().tag(id, more));
    return CreateTagsResponse.builder().build();
  }

  private static DeleteTagsResponse delete(DeleteTagsRequest request, Ec2Scope scope) {
    for (String id : request.resources()) {
      if (request.tags().isEmpty()) {
        scope.state().forgetTags(id);
      }
      request.tags().forEach(tag -> scope.state().untag(id, tag.key(), tag.value()));
    }
    return DeleteTagsResponse.builder().build();
  }

  private static DescribeTagsResponse describe(DescribeTagsRequest request, Ec2Scope scope) {
    var filters =
        new ResourceFilters<TagDescription>(scope.state(), TagDescription::resourceId)
            .on("key", TagDescription::key)
            .on("value", TagDescription::value)
            .on("resource-id", TagDescription::resourceId)
            .on("resource-type", TagDescription::resourceTypeAsString)
            .toPredicate(request.filters());
    var page =
        Ec2Page.of(
            scope.state().taggedIds().stream()
                .flatMap(id -> scope.tags(id).stream().map(tag -> description(id, tag)))
                .filter(filters),
            request.maxResults(),
            request.nextToken());
    return DescribeTagsResponse.builder().tags(page.items()).nextToken(page.next()).build();
  }

  private static TagDescription description(String id, Tag tag) {
    return TagDescription.builder()
        .resourceId(id)
        .resourceType(ResourceTypes.typeOf(id))
        .key(tag.key())
        .value(tag.value())
        .build();
  }

  private static Map<String, String> validated(List<Tag> tags) {
    Map<String, String> checked = new LinkedHashMap<>();
    for (Tag tag : tags) {
      String key = tag.key();
      if (key == null || key.isEmpty() || key.length() > 128) {
        throw Ec2Errors.invalidValue("Tag keys must be between 1 and 128 characters in length.");
      }
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw Ec2Errors.invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
      }
      if (tag.value() != null && tag.value().length() > 256) {
        throw Ec2Errors.invalidValue("Tag values must be at most 256 characters in length.");
      }
      if (checked.put(key, tag.value() == null ? "" : tag.value()) != null) {
        throw Ec2Errors.invalidValue("Duplicate tag key '" + key + "' specified.");
      }
    }
    return checked;
  }

  private static Map<String, String> checkLimit(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw Ec2Errors.badRequest(
          "TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
    }
    return tags;
  }
}
