package io.beta9.provisioning.cloudsim.aws.acm;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;
import software.amazon.awssdk.services.acm.model.ValidationMethod;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;

/** Certificates of ACM that are validated by records in Route 53 or elsewhere. */
class CertificateValidationTest {
  private final InProcessCloud cloud = new InProcessCloud();
  private final Route53Service dns = new Route53Service(cloud);
  private final AcmClient acm =
      cloud.register(new AcmService(cloud)).client(AcmClient.class, "us-east-1");
  private final Route53Client route53 =
      cloud.register(dns).client(Route53Client.class, "us-east-1");

  private String request(String domain) {
    return acm.requestCertificate(
            r ->
                r.domainName(domain)
                    .validationMethod(ValidationMethod.DNS)
                    .idempotencyToken("token1"))
        .certificateArn();
  }

  private CertificateDetail describe(String arn) {
    return acm.describeCertificate(r -> r.certificateArn(arn)).certificate();
  }

  private void change(String zone, ChangeAction action, String name, RRType type, String value) {
    route53.changeResourceRecordSets(
        r ->
            r.hostedZoneId(zone)
                .changeBatch(
                    b ->
                        b.changes(
                            Change.builder()
                                .action(action)
                                .resourceRecordSet(
                                    s ->
                                        s.name(name)
                                            .type(type)
                                            .ttl(60L)
                                            .resourceRecords(v -> v.value(value)))
                                .build())));
  }

  @Test
  void issues_a_certificate_once_its_record_has_the_right_value() {
    String zone =
        route53
            .createHostedZone(r -> r.name("acme.example").callerReference("1"))
            .hostedZone()
            .id();
    String arn = request("beta9.acme.example");
    assertThat(request("beta9.acme.example")).as("the same token").isEqualTo(arn);
    assertThat(describe(arn).status()).isEqualTo(CertificateStatus.PENDING_VALIDATION);
    var record = describe(arn).domainValidationOptions().getFirst().resourceRecord();

    change(zone, ChangeAction.CREATE, record.name(), RRType.CNAME, "elsewhere.example.");
    assertThat(describe(arn).status()).isEqualTo(CertificateStatus.PENDING_VALIDATION);
    change(zone, ChangeAction.UPSERT, record.name(), RRType.CNAME, record.value());
    assertThat(describe(arn).status()).isEqualTo(CertificateStatus.ISSUED);
  }

  @Test
  void issues_a_certificate_by_a_record_at_another_provider() {
    String arn = request("beta9.acme.example");
    var record = describe(arn).domainValidationOptions().getFirst().resourceRecord();
    dns.dns().publish(record.name(), record.value());
    assertThat(describe(arn).status()).isEqualTo(CertificateStatus.ISSUED);
  }

  @Test
  void rejects_what_acm_rejects() {
    assertAwsError(
        "InvalidDomainValidationOptionsException", () -> request("a".repeat(60) + ".acme.example"));
    assertAwsError("ValidationException", () -> request("not_a_domain"));
  }

  @Test
  void does_not_delete_a_certificate_that_is_in_use() {
    String arn = request("beta9.acme.example");
    CertificateUses.of(cloud, InProcessCloud.ACCOUNT, "us-east-1").use("balancer", arn);
    assertAwsError(
        "ResourceInUseException", () -> acm.deleteCertificate(r -> r.certificateArn(arn)));
    CertificateUses.of(cloud, InProcessCloud.ACCOUNT, "us-east-1").end("balancer");
    acm.deleteCertificate(r -> r.certificateArn(arn));
    assertAwsError("ResourceNotFoundException", () -> describe(arn));
  }

  @Test
  void changes_all_records_of_a_batch_or_none() {
    String zone =
        route53
            .createHostedZone(r -> r.name("acme.example").callerReference("1"))
            .hostedZone()
            .id();
    change(zone, ChangeAction.CREATE, "a.acme.example", RRType.A, "192.0.2.1");
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.CREATE, "a.acme.example", RRType.A, "192.0.2.1"));
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.CREATE, "a.acme.example", RRType.CNAME, "b.acme.example"));
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.DELETE, "a.acme.example", RRType.A, "192.0.2.2"));
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.CREATE, "a.other.example", RRType.A, "192.0.2.2"));
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.CREATE, "acme.example", RRType.CNAME, "b.acme.example"));
    assertAwsError(
        "InvalidChangeBatch",
        () -> change(zone, ChangeAction.CREATE, "t.acme.example", RRType.TXT, "unquoted"));
    assertThat(
            route53
                .listResourceRecordSets(
                    r -> r.hostedZoneId(zone).startRecordName("a.acme.example").maxItems("1"))
                .resourceRecordSets())
        .extracting(set -> set.name())
        .containsExactly("a.acme.example.");
  }
}
