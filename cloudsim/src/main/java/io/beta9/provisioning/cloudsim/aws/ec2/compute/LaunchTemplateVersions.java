package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Errors;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Operations;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Page;
import io.beta9.provisioning.cloudsim.aws.ec2.core.Ec2Scope;
import io.beta9.provisioning.cloudsim.aws.ec2.core.SdkShapeCopier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** The versions of launch templates. */
public final class LaunchTemplateVersions {
  private LaunchTemplateVersions() {}

  static void register(Ec2Operations operations) {
    operations.on(CreateLaunchTemplateVersionRequest.class, LaunchTemplateVersions::create);
    operations.on(DescribeLaunchTemplateVersionsRequest.class, LaunchTemplateVersions::describe);
    operations.on(DeleteLaunchTemplateVersionsRequest.class, LaunchTemplateVersions::delete);
  }

  static LaunchTemplateVersion add(
      Ec2Scope scope,
      LaunchTemplate template,
      long number,
      @Nullable String description,
      ResponseLaunchTemplateData data) {
    LaunchTemplateVersion version =
        LaunchTemplateVersion.builder()
            .launchTemplateId(template.launchTemplateId())
            .launchTemplateName(template.launchTemplateName())
            .versionNumber(number)
            .versionDescription(description)
            .createTime(scope.now())
            .createdBy(template.createdBy())
            .launchTemplateData(data)
            .build();
    versions(scope, template).add(version);
    return version;
  }

  /**
   * Converts template data to its response form, on top of the data of another version if given.
   */
  static ResponseLaunchTemplateData data(
      RequestLaunchTemplateData request, @Nullable ResponseLaunchTemplateData base) {
    ResponseLaunchTemplateData.Builder data =
        base == null ? ResponseLaunchTemplateData.builder() : base.toBuilder();
    return SdkShapeCopier.copy(request, data).build();
  }

  /** Returns the version for {@code $Latest}, {@code $Default} or a number. */
  public static LaunchTemplateVersion require(
      Ec2Scope scope, LaunchTemplate template, String version) {
    return find(scope, template, version)
        .orElseThrow(
            () ->
                Ec2Errors.badRequest(
                    "InvalidLaunchTemplateId.VersionNotFound",
                    "Could not find the specified version "
                        + version
                        + " for the launch template with ID "
                        + template.launchTemplateId()
                        + "."));
  }

  private static Optional<LaunchTemplateVersion> find(
      Ec2Scope scope, LaunchTemplate template, String version) {
    String number =
        switch (version) {
          case "$Latest" -> String.valueOf(template.latestVersionNumber());
          case "$Default" -> String.valueOf(template.defaultVersionNumber());
          default -> version;
        };
    return versions(scope, template).stream()
        .filter(item -> String.valueOf(item.versionNumber()).equals(number))
        .findFirst();
  }

  private static List<LaunchTemplateVersion> versions(Ec2Scope scope, LaunchTemplate template) {
    return scope
        .state()
        .launchTemplateVersions
        .computeIfAbsent(template.launchTemplateId(), _ -> new ArrayList<>());
  }

  private static LaunchTemplateVersion apiView(LaunchTemplateVersion version, Ec2Scope scope) {
    LaunchTemplate template = scope.state().launchTemplates.get(version.launchTemplateId());
    return version.toBuilder()
        .defaultVersion(
            template != null && version.versionNumber().equals(template.defaultVersionNumber()))
        .build();
  }

  private static CreateLaunchTemplateVersionResponse create(
      CreateLaunchTemplateVersionRequest request, Ec2Scope scope) {
    LaunchTemplate template =
        LaunchTemplates.require(scope, request.launchTemplateId(), request.launchTemplateName());
    ResponseLaunchTemplateData base =
        request.sourceVersion() == null
            ? null
            : require(scope, template, request.sourceVersion()).launchTemplateData();
    long number = template.latestVersionNumber() + 1;
    LaunchTemplate changed = template.toBuilder().latestVersionNumber(number).build();
    scope.state().launchTemplates.put(template.launchTemplateId(), changed);
    LaunchTemplateVersion added =
        add(
            scope,
            changed,
            number,
            request.versionDescription(),
            data(request.launchTemplateData(), base));
    return CreateLaunchTemplateVersionResponse.builder()
        .launchTemplateVersion(apiView(added, scope))
        .build();
  }

  private static DescribeLaunchTemplateVersionsResponse describe(
      DescribeLaunchTemplateVersionsRequest request, Ec2Scope scope) {
    var page =
        Ec2Page.of(requested(request, scope), request.maxResults(), request.nextToken())
            .map(version -> apiView(version, scope));
    return DescribeLaunchTemplateVersionsResponse.builder()
        .launchTemplateVersions(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Stream<LaunchTemplateVersion> requested(
      DescribeLaunchTemplateVersionsRequest request, Ec2Scope scope) {
    if (request.launchTemplateId() == null && request.launchTemplateName() == null) {
      return scope.state().launchTemplates.values().stream()
          .flatMap(
              template ->
                  request.versions().stream().flatMap(v -> find(scope, template, v).stream()));
    }
    LaunchTemplate template =
        LaunchTemplates.require(scope, request.launchTemplateId(), request.launchTemplateName());
    if (!request.versions().isEmpty()) {
      return request.versions().stream().map(version -> require(scope, template, version));
    }
    long minVersion = request.minVersion() == null ? 0 : Long.parseLong(request.minVersion());
    long max = request.maxVersion() == null ? Long.MAX_VALUE : Long.parseLong(request.maxVersion());
    return new ArrayList<>(versions(scope, template))
        .reversed().stream()
            .filter(item -> item.versionNumber() >= minVersion && item.versionNumber() <= max);
  }

  private static DeleteLaunchTemplateVersionsResponse delete(
      DeleteLaunchTemplateVersionsRequest request, Ec2Scope scope) {
    LaunchTemplate template =
        LaunchTemplates.require(scope, request.launchTemplateId(), request.launchTemplateName());
    List<DeleteLaunchTemplateVersionsResponseSuccessItem> deleted = new ArrayList<>();
    List<DeleteLaunchTemplateVersionsResponseErrorItem> kept = new ArrayList<>();
    for (String number : request.versions()) {
      Optional<LaunchTemplateVersion> found = find(scope, template, number);
      if (found.isEmpty()) {
        kept.add(failure(template, number, "launchTemplateVersionDoesNotExist"));
      } else if (found.get().versionNumber().equals(template.defaultVersionNumber())) {
        kept.add(failure(template, number, "unexpectedError"));
      } else {
        versions(scope, template).remove(found.get());
        deleted.add(
            DeleteLaunchTemplateVersionsResponseSuccessItem.builder()
                .launchTemplateId(template.launchTemplateId())
                .launchTemplateName(template.launchTemplateName())
                .versionNumber(found.get().versionNumber())
                .build());
      }
    }
    return DeleteLaunchTemplateVersionsResponse.builder()
        .successfullyDeletedLaunchTemplateVersions(deleted)
        .unsuccessfullyDeletedLaunchTemplateVersions(kept)
        .build();
  }

  private static DeleteLaunchTemplateVersionsResponseErrorItem failure(
      LaunchTemplate template, String number, String code) {
    return DeleteLaunchTemplateVersionsResponseErrorItem.builder()
        .launchTemplateId(template.launchTemplateId())
        .launchTemplateName(template.launchTemplateName())
        .responseError(error -> error.code(code).message("Version " + number + " was not deleted."))
        .build();
  }
}
