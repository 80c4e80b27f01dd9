package io.beta9.provisioning.settings.http;

import io.beta9.provisioning.settings.Setting;
import io.beta9.provisioning.settings.Setting.ReadBy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The web console. */
@ConfigurationProperties("console")
public record ConsoleSettings(
    @Setting(value = "whether the API serves the web console", readBy = ReadBy.API)
        @DefaultValue("true")
        boolean enabled,
    @Setting(
            value = "time without a request after which a session of the console ends",
            readBy = ReadBy.API)
        @DefaultValue("8h")
        Duration sessionIdle,
    @Setting(
            value = "time after which a session of the console ends even if it is used",
            readBy = ReadBy.API)
        @DefaultValue("7d")
        Duration sessionTotal,
    @Setting(
            value =
                "client id of this service at `OIDC_ISSUER`: users sign in to the console there."
                    + " The claims of tenant and roles have to be in the ID token",
            readBy = ReadBy.API,
            ifAbsent = "users sign in with API keys only")
        @Nullable String oidcClientId,
    @Setting(
            value =
                "file with the secret of the client, read at every sign-in; not needed for a public"
                    + " client",
            readBy = ReadBy.API,
            ifAbsent = "the client is public and relies on PKCE alone")
        @Nullable Path oidcClientSecretFile,
    @Setting(
            value =
                "address of this API in browsers, such as `https://provisioning.example.com`;"
                    + " required with `CONSOLE_OIDC_CLIENT_ID`. Register its path"
                    + " `/console/sign-in/oidc/callback` at the issuer",
            readBy = ReadBy.API,
            ifAbsent = "invalid if `CONSOLE_OIDC_CLIENT_ID` is set")
        @Nullable URI publicUrl) {}
