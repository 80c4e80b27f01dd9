{{/* Names are fixed: the IAM roles trust these service accounts, and Beta9 looks for this Service. */}}
{{- define "beta9.gateway" -}}beta9-gateway{{- end }}
{{- define "beta9.worker" -}}beta9-worker{{- end }}

{{/* The gateway's pods. */}}
{{- define "beta9.selector" -}}
app.kubernetes.io/name: beta9
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end }}

{{- define "beta9.labels" -}}
app.kubernetes.io/name: beta9
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.image.gateway.tag | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Whether the load balancer ends TLS. It does not depend on exposure.enabled: exposing a Beta9
     that has been claimed must not restart its gateway. */}}
{{- define "beta9.tls" -}}{{ if .Values.exposure.certificateArn }}true{{ else }}false{{ end }}{{- end }}
{{- define "beta9.httpPort" -}}{{ if .Values.exposure.certificateArn }}{{ .Values.exposure.httpPort }}{{ else }}1994{{ end }}{{- end }}
{{- define "beta9.grpcPort" -}}{{ if .Values.exposure.certificateArn }}{{ .Values.exposure.grpcPort }}{{ else }}1993{{ end }}{{- end }}

{{/* What the schema may not check, because its message would show the secret. */}}
{{- define "beta9.checkSecrets" -}}
{{- if not (regexMatch "^[A-Za-z0-9]+$" .Values.database.password) }}
{{- fail "database.password may hold letters and digits only" }}
{{- end }}
{{- if not (regexMatch "^[A-Za-z0-9]+$" .Values.redis.password) }}
{{- fail "redis.password may hold letters and digits only" }}
{{- end }}
{{- if not (regexMatch "^sk_[A-Za-z0-9+/]{43}=$" .Values.database.encryptionKey) }}
{{- fail "database.encryptionKey is sk_ and 32 bytes in base64" }}
{{- end }}
{{- end }}
