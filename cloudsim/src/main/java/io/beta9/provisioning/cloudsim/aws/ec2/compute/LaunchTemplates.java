package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Tags;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceFilters;
import io.beta9.provisioning.cloudsim.aws.ec2.core.ResourceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;

/** Launch templates; see {@link LaunchTemplateVersions} for their versions. */
public final class LaunchTemplates {
  private LaunchTemplates() {}

  public static void register(Ec2Operations operations) {
    operations.on(CreateLaunchTemplateRequest.class, LaunchTemplates::create);
    operations.on(DescribeLaunchTemplatesRequest.class, LaunchTemplates::describe);
    operations.on(ModifyLaunchTemplateRequest.class, LaunchTemplates::modify);
    operations.on(DeleteLaunchTemplateRequest.class, LaunchTemplates::delete);
    LaunchTemplateVersions.register(operations);
  }

  /** Returns the template with this id or, if no id is given, with this name. */
  public static LaunchTemplate require(Ec2Scope scope, @Nullable String id, @Nullable String name) {
    if (id != null) {
      return Ec2Scope.require(scope.state().launchTemplates, id, Ec2Errors::launchTemplateNotFound);
    }
    String requested = Ec2Errors.requireParameter(name, "LaunchTemplateName");
    return named(scope, requested)
        .orElseThrow(() -> Ec2Errors.launchTemplateNameNotFound(requested));
  }

  private static Optional<LaunchTemplate> named(Ec2Scope scope, String name) {
    return scope.state().launchTemplates.values().stream()
        .filter(item -> item.launchTemplateName().equals(name))
        .findFirst();
  }

  private static CreateLaunchTemplateResponse create(
      CreateLaunchTemplateRequest request, Ec2Scope scope) {
    String name = Ec2Errors.requireParameter(request.launchTemplateName(), "LaunchTemplateName");
    if (request.launchTemplateData() == null) {
      throw Ec2Errors.missingParameter("LaunchTemplateData");
    }
    if (!name.matches("[a-zA-Z0-9().\\-/_]{3,128}")) {
      throw Ec2Errors.badRequest(
          "InvalidLaunchTemplateName.MalformedException",
          "A launch template name must be between 3 and 128 characters, and may contain letters,"
              + " numbers, and the following characters: - ( ) . / _");
    }
    if (named(scope, name).isPresent()) {
      throw Ec2Errors.badRequest(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    Map<String, String> tags = Ec2Tags.requested(request.tagSpecifications(), "launch-template");
    String id = ResourceIds.next("lt");
    LaunchTemplate template =
        LaunchTemplate.builder()
            .launchTemplateId(id)
            .launchTemplateName(name)
            .createTime(scope.now())
            .createdBy(Partition.ofRegion(scope.region()).iamArn(scope.account(), "root"))
            .defaultVersionNumber(1L)
            .latestVersionNumber(1L)
            .build();
    scope.state().launchTemplates.put(id, template);
    scope.state().launchTemplateVersions.put(id, new ArrayList<>());
    scope.state().tag(id, tags);
    LaunchTemplateVersions.add(
        scope,
        template,
        1,
        request.versionDescription(),
        LaunchTemplateVersions.data(request.launchTemplateData(), null));
    return CreateLaunchTemplateResponse.builder().launchTemplate(apiView(template, scope)).build();
  }

  private static LaunchTemplate apiView(LaunchTemplate template, Ec2Scope scope) {
    return template.toBuilder().tags(scope.tags(template.launchTemplateId())).build();
  }

  private static DescribeLaunchTemplatesResponse describe(
      DescribeLaunchTemplatesRequest request, Ec2Scope scope) {
    for (String name : request.launchTemplateNames()) {
      require(scope, null, name);
    }
    var filters =
        new ResourceFilters<LaunchTemplate>(scope.state(), LaunchTemplate::launchTemplateId)
            .on("launch-template-name", LaunchTemplate::launchTemplateName)
            .on("create-time", LaunchTemplate::createTime)
            .toPredicate(request.filters());
    List<String> names = request.launchTemplateNames();
    var page =
        Ec2Page.of(
                Ec2Scope.select(
                        scope.state().launchTemplates,
                        request.launchTemplateIds(),
                        Ec2Errors::launchTemplateNotFound)
                    .filter(item -> names.isEmpty() || names.contains(item.launchTemplateName()))
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(item -> apiView(item, scope));
    return DescribeLaunchTemplatesResponse.builder()
        .launchTemplates(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ModifyLaunchTemplateResponse modify(
      ModifyLaunchTemplateRequest request, Ec2Scope scope) {
    LaunchTemplate template =
        require(scope, request.launchTemplateId(), request.launchTemplateName());
    var version =
        LaunchTemplateVersions.require(
            scope,
            template,
            Ec2Errors.requireParameter(request.defaultVersion(), "SetDefaultVersion"));
    LaunchTemplate changed =
        template.toBuilder().defaultVersionNumber(version.versionNumber()).build();
    scope.state().launchTemplates.put(template.launchTemplateId(), changed);
    return ModifyLaunchTemplateResponse.builder().launchTemplate(apiView(changed, scope)).build();
  }

  private static DeleteLaunchTemplateResponse delete(
      DeleteLaunchTemplateRequest request, Ec2Scope scope) {
    LaunchTemplate template =
        require(scope, request.launchTemplateId(), request.launchTemplateName());
    LaunchTemplate last = apiView(template, scope);
    scope.state().launchTemplates.remove(template.launchTemplateId());
    scope.state().launchTemplateVersions.remove(template.launchTemplateId());
    scope.state().forgetTags(template.launchTemplateId());
    return DeleteLaunchTemplateResponse.builder().launchTemplate(last).build();
  }
}
