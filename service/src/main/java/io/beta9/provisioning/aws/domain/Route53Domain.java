package io.beta9.provisioning.aws.domain;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsFailures;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.provider.domain.CertificateStatusReport;
import io.beta9.provisioning.provider.domain.DnsRecord;
import io.beta9.provisioning.provider.domain.EnvironmentDomain;
import io.beta9.provisioning.provider.domain.RecordStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.DomainValidation;
import software.amazon.awssdk.services.acm.model.Tag;
import software.amazon.awssdk.services.acm.model.ValidationMethod;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The certificate of a domain in ACM, and its records in Route 53. */
public final class Route53Domain implements EnvironmentDomain {
  private static final Set<String> NOT_FOUND = Set.of("ResourceNotFoundException");

  private final AwsSession session;
  private final InfraModel model;
  private final Runnable beforeWriting;
  private final String domain;

  /**
   * @param beforeWriting throws if the caller is no longer allowed to write
   */
  public Route53Domain(AwsSession session, InfraModel model, Runnable beforeWriting) {
    this.session = session;
    this.model = model;
    this.beforeWriting = beforeWriting;
    this.domain = model.beta9().domain();
  }

  @Override
  public CertificateStatusReport ensureCertificate() {
    return calling(
        "Requesting the certificate for " + domain,
        () -> {
          List<CertificateDetail> existing = own();
          Optional<CertificateDetail> usable =
              existing.stream()
                  .filter(found -> isUsable(found.status()))
                  .max(Comparator.comparing(found -> found.status() == CertificateStatus.ISSUED));
          String arn =
              usable.map(CertificateDetail::certificateArn).orElseGet(() -> request(existing));
          return status(arn);
        });
  }

  @Override
  public CertificateStatusReport status(String arn) {
    return calling(
        "Reading the certificate for " + domain,
        () -> {
          CertificateDetail found =
              session.acm().describeCertificate(r -> r.certificateArn(arn)).certificate();
          Optional<DnsRecord> record = validation(found);
          boolean pending = found.status() == CertificateStatus.PENDING_VALIDATION;
          boolean issued = found.status() == CertificateStatus.ISSUED;
          // ACM demands the record again for each renewal.
          boolean inZone =
              (pending || issued)
                  && record.isPresent()
                  && ensure(
                          // ACM issues the certificate only when it resolves the record.
                          ZoneRecords.canonicalName(record.get()),
                          RecordMark.VALIDATION,
                          true,
                          () -> {})
                      .exists();
          return new CertificateStatusReport(
              arn,
              issued
                  ? CertificateStatusReport.State.ISSUED
                  : pending
                      ? CertificateStatusReport.State.PENDING
                      : CertificateStatusReport.State.FAILED,
              record,
              inZone,
              pending || issued
                  ? ""
                  : found.failureReasonAsString() == null
                      ? found.statusAsString()
                      : found.failureReasonAsString());
        });
  }

  @Override
  public Optional<String> issuedCertificate() {
    return calling(
        "Looking for the certificate for " + domain,
        () ->
            own().stream()
                .filter(found -> found.status() == CertificateStatus.ISSUED)
                .map(CertificateDetail::certificateArn)
                .findFirst());
  }

  @Override
  public RecordStatus pointTo(String loadBalancer, boolean known, Runnable beforeChange) {
    return calling(
        "Creating the record of " + domain,
        () ->
            balancer(loadBalancer)
                .map(
                    found ->
                        ensure(
                            ZoneRecords.alias(
                                domain, found.dnsName(), found.canonicalHostedZoneId()),
                            RecordMark.ADDRESS,
                            known,
                            beforeChange))
                .orElse(RecordStatus.MISSING));
  }

  @Override
  public boolean isInSync(String change) {
    return calling(
        "Reading the change of the record of " + domain,
        () -> {
          try {
            return session.route53().getChange(r -> r.id(change)).changeInfo().status()
                != ChangeStatus.PENDING;
          } catch (AwsServiceException e) {
            if (AwsFailures.hasCode(e, "NoSuchChange", "AccessDenied", "AccessDeniedException")) {
              return true;
            }
            throw e;
          }
        });
  }

  /**
   * Creates a record in each zone that may answer for the domain: only its name servers would tell
   * which of several does.
   */
  private RecordStatus ensure(
      ResourceRecordSet record, RecordMark mark, boolean known, Runnable beforeChange) {
    return zones(domain).stream()
        .filter(zone -> !zone.delegates(domain))
        .map(zone -> zone.ensure(record, mark, domain, known, beforeChange))
        .reduce(RecordStatus::and)
        .orElse(RecordStatus.MISSING);
  }

  private Optional<LoadBalancer> balancer(String host) {
    return session.elbv2().describeLoadBalancersPaginator().loadBalancers().stream()
        .filter(found -> host.equalsIgnoreCase(found.dnsName()))
        .findFirst();
  }

  @Override
  public List<String> removeObsolete() {
    return remove(
        found ->
            !found.domainName().equalsIgnoreCase(domain) || !model.beta9().managedCertificate());
  }

  @Override
  public void removeRecord(String name) {
    calling(
        "Deleting the record of " + name,
        () -> {
          zones(name).forEach(zone -> zone.remove(name, RecordMark.ADDRESS, name));
          return name;
        });
  }

  @Override
  public List<String> removeAll() {
    removeRecord(domain);
    return remove(found -> true);
  }

  private List<String> remove(Predicate<CertificateDetail> obsolete) {
    return calling(
        "Deleting certificates of the environment",
        () -> {
          List<String> inUse = new ArrayList<>();
          for (CertificateDetail found : tagged()) {
            if (obsolete.test(found) && !delete(found)) {
              inUse.add(found.certificateArn());
            }
          }
          return inUse;
        });
  }

  private boolean delete(CertificateDetail found) {
    String name = found.domainName();
    if (!name.equalsIgnoreCase(domain)) {
      zones(name).forEach(zone -> zone.remove(name, RecordMark.ADDRESS, name));
    }
    validation(found)
        .ifPresent(
            record ->
                zones(name)
                    .forEach(zone -> zone.remove(record.name(), RecordMark.VALIDATION, name)));
    beforeWriting.run();
    try {
      OptionalResource.emptyIfNotFound(
          NOT_FOUND,
          () -> session.acm().deleteCertificate(r -> r.certificateArn(found.certificateArn())));
      return true;
    } catch (AwsServiceException e) {
      if (AwsFailures.hasCode(e, "ResourceInUseException")) {
        return false;
      }
      throw e;
    }
  }

  private String request(List<CertificateDetail> failed) {
    beforeWriting.run();
    String arn =
        session
            .acm()
            .requestCertificate(
                r ->
                    r.domainName(domain)
                        .validationMethod(ValidationMethod.DNS)
                        .idempotencyToken(token(failed))
                        .tags(
                            model.tags().entrySet().stream()
                                .map(
                                    tag ->
                                        Tag.builder()
                                            .key(tag.getKey())
                                            .value(tag.getValue())
                                            .build())
                                .toList()))
            .certificateArn();
    failed.forEach(this::delete);
    return arn;
  }

  /** A repeated request returns the same certificate, unless that one has failed. */
  private String token(List<CertificateDetail> failed) {
    String text =
        model.environmentId()
            + domain
            + failed.stream().map(CertificateDetail::certificateArn).sorted().toList();
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  /** Returns the certificates that this service has requested for the domain. */
  private List<CertificateDetail> own() {
    return session.acm().listCertificatesPaginator(r -> {}).certificateSummaryList().stream()
        .filter(summary -> domain.equalsIgnoreCase(summary.domainName()))
        .map(CertificateSummary::certificateArn)
        .filter(this::isTagged)
        .flatMap(arn -> describe(arn).stream())
        .toList();
  }

  private boolean isTagged(String arn) {
    Map<String, String> tags =
        OptionalResource.emptyIfNotFound(
                NOT_FOUND,
                () -> session.acm().listTagsForCertificate(r -> r.certificateArn(arn)).tags())
            .orElse(List.of())
            .stream()
            .filter(tag -> tag.value() != null)
            .collect(Collectors.toMap(Tag::key, Tag::value));
    return model.environmentId().equals(tags.get(ResourceNaming.ENVIRONMENT_ID_TAG));
  }

  /** Returns the certificates with the environment's tag, of all domains. */
  private List<CertificateDetail> tagged() {
    return session
        .tagging()
        .getResourcesPaginator(
            r ->
                r.resourceTypeFilters("acm:certificate")
                    .tagFilters(
                        f ->
                            f.key(ResourceNaming.ENVIRONMENT_ID_TAG).values(model.environmentId())))
        .resourceTagMappingList()
        .stream()
        .flatMap(mapping -> describe(mapping.resourceARN()).stream())
        .toList();
  }

  private Optional<CertificateDetail> describe(String arn) {
    return OptionalResource.emptyIfNotFound(
        NOT_FOUND,
        () -> session.acm().describeCertificate(r -> r.certificateArn(arn)).certificate());
  }

  private List<ZoneRecords> zones(String name) {
    return ZoneRecords.of(session, beforeWriting, model.environmentId(), name);
  }

  private static Optional<DnsRecord> validation(CertificateDetail found) {
    return found.domainValidationOptions().stream()
        .map(DomainValidation::resourceRecord)
        .filter(record -> record != null)
        .map(record -> DnsRecord.of(record.name(), record.value()))
        .findFirst();
  }

  private static boolean isUsable(CertificateStatus status) {
    return status == CertificateStatus.ISSUED || status == CertificateStatus.PENDING_VALIDATION;
  }
}
