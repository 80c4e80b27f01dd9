package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.NetworkDirectory;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2State;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** What requests refer to, for the evaluation of policies. */
final class ReferencedResources implements NetworkDirectory {

  @Override
  public boolean exists(String id, Call call) {
    return ResourceTypes.exists(state(call), id);
  }

  @Override
  public List<String> associated(String associationId, Call call) {
    Ec2State state = state(call);
    Stream<String> tables =
        state.routeTables.values().stream()
            .flatMap(table -> table.associations().stream())
            .filter(association -> associationId.equals(association.routeTableAssociationId()))
            .flatMap(ReferencedResources::ends);
    Stream<String> addresses =
        state.addresses.values().stream()
            .filter(address -> associationId.equals(address.associationId()))
            .map(address -> address.allocationId());
    Stream<String> attached =
        state.networkInterfaces.values().stream()
            .filter(item -> item.attachment() != null)
            .filter(item -> associationId.equals(item.attachment().attachmentId()))
            .flatMap(item -> Stream.of(item.networkInterfaceId(), item.attachment().instanceId()))
            .filter(java.util.Objects::nonNull);
    return Stream.of(tables, addresses, attached).flatMap(ids -> ids).toList();
  }

  private static Stream<String> ends(RouteTableAssociation association) {
    return Stream.of(association.routeTableId(), association.subnetId())
        .filter(java.util.Objects::nonNull);
  }

  @Override
  public Optional<LaunchTemplateContent> launchTemplate(
      @Nullable String id, @Nullable String name, @Nullable String version, Call call) {
    Ec2State state = state(call);
    return state.launchTemplates.values().stream()
        .filter(it -> it.launchTemplateId().equals(id) || it.launchTemplateName().equals(name))
        .findFirst()
        .flatMap(template -> content(state, template, version));
  }

  private static Optional<LaunchTemplateContent> content(
      Ec2State state, LaunchTemplate template, @Nullable String version) {
    return state
        .launchTemplateVersions
        .getOrDefault(template.launchTemplateId(), List.of())
        .stream()
        .filter(
            it ->
                (version == null || version.startsWith("$"))
                    ? it.versionNumber().equals(template.defaultVersionNumber())
                    : String.valueOf(it.versionNumber()).equals(version))
        .findFirst()
        .map(LaunchTemplateVersion::launchTemplateData)
        .map(data -> content(template.launchTemplateId(), data));
  }

  private static LaunchTemplateContent content(String id, ResponseLaunchTemplateData data) {
    List<String> groups = new ArrayList<>(data.securityGroupIds());
    data.networkInterfaces().forEach(each -> groups.addAll(each.groups()));
    Map<String, Map<String, String>> tags = new TreeMap<>();
    data.tagSpecifications()
        .forEach(
            specification -> {
              Map<String, String> each = new TreeMap<>();
              specification.tags().forEach(tag -> each.put(tag.key(), tag.value()));
              tags.put(specification.resourceTypeAsString(), each);
            });
    return new LaunchTemplateContent(id, groups, tags);
  }

  private static Ec2State state(Call call) {
    return Ec2Scopes.open(call).state();
  }
}
