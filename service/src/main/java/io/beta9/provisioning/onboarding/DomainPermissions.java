package io.beta9.provisioning.onboarding;

import java.util.List;

/** The certificate of an environment's domain, and its records in hosted zones of the account. */
final class DomainPermissions {
  private static final String ACM = "acm";
  private static final String DNS = "route53";
  private static final String CERTIFICATE = "certificate/*";

  private DomainPermissions() {}

  static List<PermissionStatement> statements() {
    return List.of(
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesRead", ACM)
            .onAny("ListCertificates")
            .on(CERTIFICATE, "DescribeCertificate", "ListTagsForCertificate")
            .build(),
        // ACM checks the permission to tag with the request, too (terraform-provider-aws#11903),
        // and
        // has no condition that tells a new certificate from another one without the tag.
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesRequest", ACM)
            .on(CERTIFICATE, "AddTagsToCertificate", "RequestCertificate")
            .whenTaggedByRequest()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "CertificatesOwn", ACM)
            .on(CERTIFICATE, "DeleteCertificate")
            .whenTagged()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "ZonesRead", DNS)
            .onAny("ListHostedZonesByName")
            .onArn("arn:{partition}:route53:::hostedzone/*", "ListResourceRecordSets")
            .onArn("arn:{partition}:route53:::change/*", "GetChange")
            .global()
            .build(),
        PermissionStatement.of(PolicyPart.ACCOUNT, "ZonesRecords", DNS)
            .onArn("arn:{partition}:route53:::hostedzone/*", "ChangeResourceRecordSets")
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
