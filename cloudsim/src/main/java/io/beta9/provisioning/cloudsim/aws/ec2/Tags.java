package io.beta9.provisioning.cloudsim.aws.ec2;

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

/** Tags of EC2's resources: given at creation, added, taken away, listed. */
final class Tags {
  private static final int MOST = 50;

  private Tags() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateTagsRequest.class, Tags::create);
    operations.on(DeleteTagsRequest.class, Tags::delete);
    operations.on(DescribeTagsRequest.class, Tags::describe);
  }

  /** The tags that a creation gives to resources of this type, checked. */
  static Map<String, String> given(List<TagSpecification> specifications, String type) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (TagSpecification one : specifications) {
      if (one.resourceTypeAsString() == null) {
        throw Ec2Faults.missing("ResourceType");
      }
      if (one.resourceTypeAsString().equals(type)) {
        tags.putAll(checked(one.tags()));
      }
    }
    return limited(tags);
  }

  private static CreateTagsResponse create(CreateTagsRequest request, Scope scope) {
    Map<String, String> more = checked(request.tags());
    request.resources().forEach(id -> ResourceKinds.need(scope, id));
    for (String id : request.resources()) {
      Map<String, String> all = new LinkedHashMap<>(scope.state().tagsOf(id));
      all.putAll(more);
      limited(all);
    }
    request.resources().forEach(id -> scope.state().tag(id, more));
    return CreateTagsResponse.builder().build();
  }

  private static DeleteTagsResponse delete(DeleteTagsRequest request, Scope scope) {
    for (String id : request.resources()) {
      if (request.tags().isEmpty()) {
        scope.state().forgetTags(id);
      }
      request.tags().forEach(tag -> scope.state().untag(id, tag.key(), tag.value()));
    }
    return DeleteTagsResponse.builder().build();
  }

  private static DescribeTagsResponse describe(DescribeTagsRequest request, Scope scope) {
    var filters =
        new Filters<TagDescription>(scope.state(), TagDescription::resourceId)
            .on("key", TagDescription::key)
            .on("value", TagDescription::value)
            .on("resource-id", TagDescription::resourceId)
            .on("resource-type", TagDescription::resourceTypeAsString)
            .of(request.filters());
    var page =
        Page.of(
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
        .resourceType(ResourceKinds.typeOf(id))
        .key(tag.key())
        .value(tag.value())
        .build();
  }

  private static Map<String, String> checked(List<Tag> tags) {
    Map<String, String> checked = new LinkedHashMap<>();
    for (Tag tag : tags) {
      String key = tag.key();
      if (key == null || key.isEmpty() || key.length() > 128) {
        throw Ec2Faults.invalidValue("Tag keys must be between 1 and 128 characters in length.");
      }
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw Ec2Faults.invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
      }
      if (tag.value() != null && tag.value().length() > 256) {
        throw Ec2Faults.invalidValue("Tag values must be at most 256 characters in length.");
      }
      if (checked.put(key, tag.value() == null ? "" : tag.value()) != null) {
        throw Ec2Faults.invalidValue("Duplicate tag key '" + key + "' specified.");
      }
    }
    return checked;
  }

  private static Map<String, String> limited(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw Ec2Faults.bad(
          "TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
    }
    return tags;
  }
}
