package io.beta9.provisioning.onboarding;

import java.util.List;

/** The certificate of an environment's domain, and its records in hosted zones of the account. */
final class DomainPermissions {
  private static final String ACM = "acm";
  private static final String DNS = "route53";
  private static final String CERTIFICATE = "certificate/*";

  private static final String REASON = "only with beta9.certificate";

  private DomainPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesRead", ACM)
            .onAny("ListCertificates")
            .on(CERTIFICATE, "DescribeCertificate", "ListTagsForCertificate")
            .unrecorded(REASON, "ListCertificates", "DescribeCertificate", "ListTagsForCertificate")
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesRequest", ACM)
            .on(CERTIFICATE, "AddTagsToCertificate", "RequestCertificate")
            .unrecorded(REASON, "AddTagsToCertificate", "RequestCertificate")
            .whenTaggedByRequest()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesOwn", ACM)
            .on(CERTIFICATE, "DeleteCertificate")
            .unrecorded(REASON, "DeleteCertificate")
            .whenTagged()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "ZonesRead", DNS)
            .onAny("ListHostedZonesByName")
            .onArn("arn:{partition}:route53:::hostedzone/*", "ListResourceRecordSets")
            .unrecorded(REASON, "ListHostedZonesByName", "ListResourceRecordSets")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "ZonesRecords", DNS)
            .onArn("arn:{partition}:route53:::hostedzone/*", "ChangeResourceRecordSets")
            .unrecorded(REASON, "ChangeResourceRecordSets")
            .when(
                "ForAllValues:StringEquals",
                "route53:ChangeResourceRecordSetsRecordTypes",
                "A",
                "AAAA",
                "CNAME",
                "TXT")
            .global()
            .build());
  }
}
