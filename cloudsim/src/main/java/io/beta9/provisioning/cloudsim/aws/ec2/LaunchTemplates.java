package io.beta9.provisioning.cloudsim.aws.ec2;

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

/** Launch templates by id and name; their versions have a place of their own. */
final class LaunchTemplates {
  private LaunchTemplates() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateLaunchTemplateRequest.class, LaunchTemplates::create);
    operations.on(DescribeLaunchTemplatesRequest.class, LaunchTemplates::describe);
    operations.on(ModifyLaunchTemplateRequest.class, LaunchTemplates::modify);
    operations.on(DeleteLaunchTemplateRequest.class, LaunchTemplates::delete);
    LaunchTemplateVersions.register(operations);
  }

  /** The template with this id, or where there is none, with this name. */
  static LaunchTemplate need(Scope scope, @Nullable String id, @Nullable String name) {
    if (id != null) {
      return Scope.need(scope.state().launchTemplates, id, Ec2Faults::noTemplate);
    }
    String wanted = Ec2Faults.required(name, "LaunchTemplateName");
    return named(scope, wanted).orElseThrow(() -> Ec2Faults.noTemplateNamed(wanted));
  }

  private static Optional<LaunchTemplate> named(Scope scope, String name) {
    return scope.state().launchTemplates.values().stream()
        .filter(one -> one.launchTemplateName().equals(name))
        .findFirst();
  }

  private static CreateLaunchTemplateResponse create(
      CreateLaunchTemplateRequest request, Scope scope) {
    String name = Ec2Faults.required(request.launchTemplateName(), "LaunchTemplateName");
    if (request.launchTemplateData() == null) {
      throw Ec2Faults.missing("LaunchTemplateData");
    }
    if (!name.matches("[a-zA-Z0-9().\\-/_]{3,128}")) {
      throw Ec2Faults.bad(
          "InvalidLaunchTemplateName.MalformedException",
          "A launch template name must be between 3 and 128 characters, and may contain letters,"
              + " numbers, and the following characters: - ( ) . / _");
    }
    if (named(scope, name).isPresent()) {
      throw Ec2Faults.bad(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    Map<String, String> tags = Tags.given(request.tagSpecifications(), "launch-template");
    String id = Ids.next("lt");
    LaunchTemplate template =
        LaunchTemplate.builder()
            .launchTemplateId(id)
            .launchTemplateName(name)
            .createTime(scope.now())
            .createdBy("arn:aws:iam::" + scope.account() + ":root")
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
    return CreateLaunchTemplateResponse.builder().launchTemplate(shown(template, scope)).build();
  }

  private static LaunchTemplate shown(LaunchTemplate template, Scope scope) {
    return template.toBuilder().tags(scope.tags(template.launchTemplateId())).build();
  }

  private static DescribeLaunchTemplatesResponse describe(
      DescribeLaunchTemplatesRequest request, Scope scope) {
    for (String name : request.launchTemplateNames()) {
      need(scope, null, name);
    }
    var filters =
        new Filters<LaunchTemplate>(scope.state(), LaunchTemplate::launchTemplateId)
            .on("launch-template-name", LaunchTemplate::launchTemplateName)
            .on("create-time", LaunchTemplate::createTime)
            .of(request.filters());
    List<String> names = request.launchTemplateNames();
    var page =
        Page.of(
                Scope.select(
                        scope.state().launchTemplates,
                        request.launchTemplateIds(),
                        Ec2Faults::noTemplate)
                    .filter(one -> names.isEmpty() || names.contains(one.launchTemplateName()))
                    .filter(filters),
                request.maxResults(),
                request.nextToken())
            .map(one -> shown(one, scope));
    return DescribeLaunchTemplatesResponse.builder()
        .launchTemplates(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ModifyLaunchTemplateResponse modify(
      ModifyLaunchTemplateRequest request, Scope scope) {
    LaunchTemplate template = need(scope, request.launchTemplateId(), request.launchTemplateName());
    var version =
        LaunchTemplateVersions.need(
            scope, template, Ec2Faults.required(request.defaultVersion(), "SetDefaultVersion"));
    LaunchTemplate changed =
        template.toBuilder().defaultVersionNumber(version.versionNumber()).build();
    scope.state().launchTemplates.put(template.launchTemplateId(), changed);
    return ModifyLaunchTemplateResponse.builder().launchTemplate(shown(changed, scope)).build();
  }

  private static DeleteLaunchTemplateResponse delete(
      DeleteLaunchTemplateRequest request, Scope scope) {
    LaunchTemplate template = need(scope, request.launchTemplateId(), request.launchTemplateName());
    LaunchTemplate last = shown(template, scope);
    scope.state().launchTemplates.remove(template.launchTemplateId());
    scope.state().launchTemplateVersions.remove(template.launchTemplateId());
    scope.state().forgetTags(template.launchTemplateId());
    return DeleteLaunchTemplateResponse.builder().launchTemplate(last).build();
  }
}
