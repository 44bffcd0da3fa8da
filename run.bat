@echo off
rem  Windows: the same two commands as make, from a command prompt in this folder
rem    run report          set up once, then the report of 2023
rem    run report 2024 --lang en
rem    run new 2025        lay out a new period; likewise run check PATH, run diff OLD NEW
rem    run test            set up once, then the tests
rem    run lab [en]        set up once, then JupyterLab over the notebooks of one language
rem    run docs            the documentation site in both languages, reports\docs
setlocal
cd /d "%~dp0"
set "PYTHON=py -3"
where py >nul 2>nul || set "PYTHON=python"
if "%~1"=="test" (
  %PYTHON% bootstrap.py -m pytest -n auto
) else if "%~1"=="lab" (
  if "%~2"=="en" ( %PYTHON% bootstrap.py -m jupyterlab notebooks/en ) else ( %PYTHON% bootstrap.py -m jupyterlab notebooks )
) else if "%~1"=="docs" (
  %PYTHON% bootstrap.py docs/site/build_site.py
) else if "%~1"=="report" (
  if "%~2"=="" ( %PYTHON% bootstrap.py -m sanlib report 2023 ) else ( %PYTHON% bootstrap.py -m sanlib %* )
) else if "%~1"=="new" (
  %PYTHON% bootstrap.py -m sanlib %*
) else if "%~1"=="check" (
  %PYTHON% bootstrap.py -m sanlib %*
) else if "%~1"=="diff" (
  %PYTHON% bootstrap.py -m sanlib %*
) else (
  echo run report [PERIOD] [--lang id or en]  -  run new, run check, run diff  -  run test  -  run lab, run docs
  exit /b 1
)
exit /b %ERRORLEVEL%
