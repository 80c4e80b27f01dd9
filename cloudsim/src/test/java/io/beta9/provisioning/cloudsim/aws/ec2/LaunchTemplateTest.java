package io.beta9.provisioning.cloudsim.aws.ec2;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;

class LaunchTemplateTest extends Ec2TestBase {

  private String template() {
    return ec2.createLaunchTemplate(
            r ->
                r.launchTemplateName("nodes")
                    .launchTemplateData(
                        data ->
                            data.blockDeviceMappings(
                                    mapping ->
                                        mapping
                                            .deviceName("/dev/xvda")
                                            .ebs(
                                                ebs ->
                                                    ebs.volumeSize(200)
                                                        .volumeType("gp3")
                                                        .encrypted(true)))
                                .metadataOptions(m -> m.httpTokens("required"))
                                .tagSpecifications(
                                    s ->
                                        s.resourceType("instance")
                                            .tags(t -> t.key("team").value("x")))))
        .launchTemplate()
        .launchTemplateId();
  }

  @Test
  void returns_the_requested_launch_template_data() {
    String id = template();
    var data =
        ec2.describeLaunchTemplateVersions(r -> r.launchTemplateId(id).versions("$Latest"))
            .launchTemplateVersions()
            .getFirst()
            .launchTemplateData();
    assertThat(data.blockDeviceMappings().getFirst().ebs().volumeSize()).isEqualTo(200);
    assertThat(data.metadataOptions().httpTokensAsString()).isEqualTo("required");
    assertThat(data.tagSpecifications().getFirst().tags().getFirst().value()).isEqualTo("x");
    assertThat(data.hasSecurityGroupIds()).isFalse();
  }

  @Test
  void numbers_versions_and_selects_the_default() {
    String id = template();
    ec2.createLaunchTemplateVersion(
        r ->
            r.launchTemplateId(id)
                .sourceVersion("1")
                .launchTemplateData(d -> d.instanceType("m6i.large")));
    ec2.modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("2"));

    assertThat(
            ec2.describeLaunchTemplateVersions(r -> r.launchTemplateId(id))
                .launchTemplateVersions())
        .extracting(LaunchTemplateVersion::versionNumber, LaunchTemplateVersion::defaultVersion)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(2L, true),
            org.assertj.core.api.Assertions.tuple(1L, false));
    var version = service.networks().launchTemplate(ACCOUNT, REGION, null, "nodes", null);
    assertThat(version.launchTemplateData().instanceTypeAsString()).isEqualTo("m6i.large");
    assertThat(version.launchTemplateData().blockDeviceMappings()).hasSize(1);
  }

  @Test
  void requires_unique_template_names_and_reports_missing_templates() {
    String id = template();
    assertAwsError("InvalidLaunchTemplateName.AlreadyExistsException", this::template);
    ec2.deleteLaunchTemplate(r -> r.launchTemplateId(id));
    assertAwsError(
        "InvalidLaunchTemplateId.NotFound",
        () -> ec2.describeLaunchTemplates(r -> r.launchTemplateIds(id)));
    assertAwsError(
        "InvalidLaunchTemplateName.NotFoundException",
        () -> ec2.describeLaunchTemplates(r -> r.launchTemplateNames("nodes")));
  }
}
