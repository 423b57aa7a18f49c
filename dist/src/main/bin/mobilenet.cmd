@echo off
rem Starts mobilenet4j with the Java runtime beside it, or with the JDK 25 of JAVA_HOME where there is none.
setlocal
set "home=%~dp0.."
set "java=%home%\runtime\bin\java.exe"
if not exist "%java%" set "java=%JAVA_HOME%\bin\java.exe"
if not exist "%java%" (
    echo mobilenet: no Java found; install a JDK 25 and set JAVA_HOME to its folder 1>&2
    exit /b 1
)
"%java%" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:MaxRAMPercentage=60 -Djava.awt.headless=true -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 %MOBILENET_OPTS% -jar "%home%\lib\mobilenet.jar" %*
exit /b %ERRORLEVEL%
