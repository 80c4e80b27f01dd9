package io.beta9.provisioning.aws.preflight;

import static io.beta9.provisioning.aws.session.AwsFailures.calling;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;

/**
 * Checks that the certificate of the meta-config exists, is issued and not expired, and is valid
 * for the domain. A load balancer does not accept any other, and clients do not trust it.
 */
final class CertificateCheck implements Preflight.PreflightCheck {
  private final AwsSession session;
  private final Clock clock;

  CertificateCheck(AwsSession session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public List<PreflightFinding> findings(InfraModel model) {
    String arn = model.beta9().certificateArn();
    if (arn == null || model.beta9().managedCertificate()) {
      return List.of();
    }
    Optional<CertificateDetail> found =
        calling(
            "Reading the certificate",
            () ->
                OptionalResource.emptyIfNotFound(
                    Set.of("ResourceNotFoundException"),
                    () ->
                        session
                            .acm()
                            .describeCertificate(r -> r.certificateArn(arn))
                            .certificate()));
    String domain = model.beta9().domain();
    String problem = found.map(certificate -> problem(certificate, domain)).orElse(null);
    return found.isPresent() && problem == null
        ? List.of()
        : List.of(
            PreflightFinding.blocking(
                Failure.of(FailureCode.CERTIFICATE_UNUSABLE)
                    .about(arn)
                    .with(FailureParameter.HOST, domain)
                    .with(FailureParameter.ENVIRONMENT, model.environmentId())
                    .with(FailureParameter.REPORTED, problem)));
  }

  private @Nullable String problem(CertificateDetail certificate, String domain) {
    if (certificate.status() != CertificateStatus.ISSUED) {
      return "its status is " + certificate.statusAsString();
    }
    if (certificate.notAfter() != null && !certificate.notAfter().isAfter(clock.instant())) {
      return "it has expired at " + certificate.notAfter();
    }
    return certificate.subjectAlternativeNames().stream().anyMatch(name -> covers(name, domain))
        ? null
        : "it is valid for " + String.join(", ", certificate.subjectAlternativeNames());
  }

  /** A wildcard stands for exactly one label. */
  private static boolean covers(String name, String domain) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(domain)
        || lower.startsWith("*.")
            && domain.indexOf('.') > 0
            && domain.substring(domain.indexOf('.')).equals(lower.substring(1));
  }
}
