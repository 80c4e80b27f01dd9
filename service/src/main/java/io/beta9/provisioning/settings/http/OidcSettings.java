package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Access tokens of an identity provider, beside API keys. */
@ConfigurationProperties("oidc")
public record OidcSettings(
    @Setting(
            value =
                "issuer of access tokens, exactly as in their claim `iss`; its public keys are"
                    + " found by OpenID Connect discovery unless `OIDC_JWKS_URL` is set",
            readBy = ReadBy.API,
            ifAbsent = "only API keys are accepted")
        @Nullable URI issuer,
    @Setting(
            value =
                "audience that a token must contain in its claim `aud`; required with"
                    + " `OIDC_ISSUER`. Use one of its own for this service: tokens of other"
                    + " applications of the issuer are rejected by it alone",
            readBy = ReadBy.API,
            ifAbsent = "invalid if `OIDC_ISSUER` is set")
        @Nullable String audience,
    @Setting(
            value =
                "URL of the issuer's public keys (JWKS), if this service reaches the issuer at"
                    + " another address than clients do",
            readBy = ReadBy.API,
            ifAbsent = "found by discovery")
        @Nullable URI jwksUrl,
    @Setting(
            value =
                "signature algorithms that are accepted, of RS256, RS384, RS512, PS256, PS384,"
                    + " PS512, ES256, ES384, ES512",
            readBy = ReadBy.API)
        @DefaultValue("RS256,ES256")
        Set<String> algorithms,
    @Setting(
            value = "difference of the clocks that is tolerated for the claims `exp` and `nbf`",
            readBy = ReadBy.API)
        @DefaultValue("30s")
        Duration clockSkew,
    @Setting(
            value =
                "claim that contains the name of the tenant, which has to exist; dots lead into"
                    + " objects: `organization.name`",
            readBy = ReadBy.API)
        @DefaultValue("provisioning_tenant")
        String tenantClaim,
    @Setting(
            value =
                "claim that contains the roles, a text or a list; dots lead into objects:"
                    + " `realm_access.roles`",
            readBy = ReadBy.API)
        @DefaultValue("roles")
        String rolesClaim,
    @Setting(
            value =
                "prefix of the roles in the token: `provisioning-admin` for `admin`. Roles without"
                    + " it are ignored",
            readBy = ReadBy.API)
        @DefaultValue("provisioning-")
        String rolePrefix) {
  /** Every algorithm that can be accepted: signatures with public keys only. */
  public static final Set<String> SUPPORTED_ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
}
